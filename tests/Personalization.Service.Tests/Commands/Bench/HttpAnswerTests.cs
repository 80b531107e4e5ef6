using Personalization.Service.Commands.Bench;

namespace Personalization.Service.Tests.Commands.Bench;

public sealed class HttpAnswerTests
{
    [Fact]
    public void An_answer_ends_after_its_head_and_its_stated_length()
    {
        Assert.Equal(-1, HttpAnswer.Length("HTTP/1.1 200 OK\r\nContent-Le"u8));
        Assert.Equal(43, HttpAnswer.Length("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"u8));
    }

    [Fact]
    public void Anything_but_a_200_with_a_length_ends_the_run()
    {
        Assert.Throws<IOException>(() => HttpAnswer.Length("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"u8));
        Assert.Throws<IOException>(() => HttpAnswer.Length("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8));
    }
}
