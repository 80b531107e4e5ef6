using System.Net;
using System.Text;
using Personalization.Domain.Events;
using Personalization.Service.Commands.Import;
using Personalization.Service.Hosting;

namespace Personalization.Service.Tests.Commands.Import;

public sealed class ServerTargetTests
{
    private const string Taken = """{"success":true,"accepted":1,"duplicateIndexes":[],"rejected":[]}""";
    private static readonly HttpRequestException Refused =
        new(HttpRequestError.ConnectionError, "Connection refused");

    private readonly ImpatientClock _clock = new();
    private readonly List<string> _told = [];

    [Fact, Trait("clause", "CMD-8")]
    public async Task A_server_that_is_away_for_a_moment_is_tried_again_and_each_wait_is_told()
    {
        var server = new ScriptedServer(
            Refused, new HttpRequestException(HttpRequestError.ResponseEnded, "cut"), new TaskCanceledException("slow"),
            HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);

        var outcomes = await SendAsync(server);

        Assert.Equal(Verdict.Imported, Assert.Single(outcomes).Verdict);
        Assert.Equal(
            [
                "http://shop.test/ cannot be reached (Connection refused); trying again in 1 s (1 of 7).",
                "http://shop.test/ cannot be reached (cut); trying again in 2 s (2 of 7).",
                "http://shop.test/ does not answer; trying again in 3 s (3 of 7).",
                "http://shop.test/ answered 503; trying again in 4 s (4 of 7).",
            ],
            _told);
        Assert.Equal([1, 2, 3, 4], _clock.Waits.Select(wait => wait.TotalSeconds));
        Assert.Single(server.Bodies.Distinct());
    }

    [Fact, Trait("clause", "CMD-8")]
    public async Task A_server_that_stays_away_is_given_up_after_eight_attempts_with_one_line()
    {
        var server = new ScriptedServer([.. Enumerable.Repeat(Refused, 8)]);

        var fault = await Assert.ThrowsAsync<InvalidInputException>(() => SendAsync(server));

        Assert.Equal("http://shop.test/ cannot be reached: Connection refused", fault.Message);
        Assert.Equal((8, 28), (server.Bodies.Count, _clock.Waits.Sum(wait => wait.TotalSeconds)));
    }

    [Fact, Trait("clause", "CMD-8")]
    public async Task What_no_waiting_mends_is_not_tried_again()
    {
        foreach (var answer in (object[])
            [
                new HttpRequestException(HttpRequestError.NameResolutionError, "no such host"),
                new HttpRequestException(HttpRequestError.SecureConnectionError, "not trusted"),
                HttpStatusCode.Unauthorized,
            ])
        {
            var server = new ScriptedServer(answer);

            await Assert.ThrowsAsync<InvalidInputException>(() => SendAsync(server));

            Assert.Single(server.Bodies);
        }

        Assert.Empty(_told);
    }

    private async Task<IReadOnlyList<ImportOutcome>> SendAsync(ScriptedServer server)
    {
        using var target = new ServerTarget(new Uri("http://shop.test"), "key", _clock, _told.Add, server);
        var json = Encoding.UTF8.GetBytes("""{"type":"page","userId":"c"}""");
        var at = DateTimeOffset.UnixEpoch;
        var happened = new NewEvent(CustomerKey.Known("c"), null, "m", EventType.Page, "Page Viewed", at, at, json);
        return await target.SendAsync([new PreparedMessage(new ImportedMessage(1, json), happened)], default);
    }

    /// <summary>Answers by a list: a status, or a fault of the connection.</summary>
    private sealed class ScriptedServer(params object[] answers) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return answers[Bodies.Count - 1] is HttpStatusCode status
                ? new HttpResponseMessage(status) { Content = new StringContent(Taken) }
                : throw (Exception)answers[Bodies.Count - 1];
        }
    }

    /// <summary>Notes how long it is to wait and waits no time.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
