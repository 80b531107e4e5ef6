using Microsoft.AspNetCore.Http;
using Personalization.Service.Ingestion;

namespace Personalization.Service.Tests.Ingestion;

public sealed class RequestBodyTests
{
    private const int Limit = 1000;

    [Theory, Trait("clause", "ING-3")]
    [InlineData(Limit, true, true)]
    [InlineData(Limit, false, true)]
    [InlineData(Limit + 1, true, false)]
    [InlineData(Limit + 1, false, false)]
    public async Task A_body_may_be_as_long_as_the_limit_whether_its_length_was_said_or_not(
        int length, bool isSaid, bool isRead)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(new byte[length]);
        request.ContentLength = isSaid ? length : null;

        var body = await RequestBody.ReadAsync(request, Limit, default);

        Assert.Equal(isRead ? length : null, body?.Length);
    }
}
