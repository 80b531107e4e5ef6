using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Personalization.Service.Hosting;

namespace Personalization.Service.Tests.Hosting;

public sealed class UnhandledProblemTests
{
    private const string Secret = "Host=db;Password=s3cret";

    [Fact, Trait("clause", "OPS-2")]
    public async Task A_fault_of_the_service_is_answered_without_a_word_of_the_exception()
    {
        var (status, body, _) = await HandleAsync(new InvalidOperationException(Secret));

        Assert.Equal((500, "The service failed; its log says why."), (status, Detail(body)));
        Assert.DoesNotContain("s3cret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(InvalidOperationException), body, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "OPS-2")]
    public async Task A_store_that_does_not_answer_is_503_and_when_to_try_again()
    {
        foreach (var failure in new Exception[] { new StoreFault(), new TimeoutException(Secret) })
        {
            var (status, body, headers) = await HandleAsync(failure);

            Assert.Equal((503, "A store did not answer. Try again."), (status, Detail(body)));
            Assert.Equal("1", headers.RetryAfter);
            Assert.DoesNotContain("s3cret", body, StringComparison.Ordinal);
        }
    }

    private static string Detail(string body) => JsonNode.Parse(body)!["detail"]!.GetValue<string>();

    private static async Task<(int Status, string Body, IHeaderDictionary Headers)> HandleAsync(Exception failure)
    {
        using var written = new MemoryStream();
        var services = new ServiceCollection().AddLogging().AddProblemDetails();
        await using var provider = services.BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = provider };
        context.Response.Body = written;

        Assert.True(await new UnhandledProblem(NullLogger<UnhandledProblem>.Instance).TryHandleAsync(
            context, failure, default));

        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(written.ToArray()),
            context.Response.Headers);
    }

    private sealed class StoreFault() : DbException(Secret);
}
