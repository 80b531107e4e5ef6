using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Service.Operations;

namespace Personalization.Service.Tests.Operations;

public sealed class MetricListenerTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact, Trait("clause", "OPS-3")]
    public void Counters_add_up_by_their_tags()
    {
        var (telemetry, listener) = Start();

        telemetry.IngestedEvents.Add(2, new KeyValuePair<string, object?>("outcome", "accepted"));
        telemetry.IngestedEvents.Add(3, new KeyValuePair<string, object?>("outcome", "accepted"));
        telemetry.IngestedEvents.Add(1, new KeyValuePair<string, object?>("outcome", "rejected"));
        var lines = listener.Write().Split('\n');

        Assert.Contains("# TYPE personalization_ingest_events_total counter", lines);
        Assert.Contains("personalization_ingest_events_total{outcome=\"accepted\"} 5", lines);
        Assert.Contains("personalization_ingest_events_total{outcome=\"rejected\"} 1", lines);
    }

    [Fact, Trait("clause", "OPS-3")]
    public void Histograms_count_cumulatively_with_their_own_bounds()
    {
        var (telemetry, listener) = Start();

        foreach (var events in new[] { 1, 2, 3, 20_000 })
        {
            telemetry.CommitEvents.Record(events);
        }

        var lines = listener.Write().Split('\n');

        Assert.Contains("personalization_ingest_commit_events_bucket{le=\"1\"} 1", lines);
        Assert.Contains("personalization_ingest_commit_events_bucket{le=\"2\"} 2", lines);
        Assert.Contains("personalization_ingest_commit_events_bucket{le=\"5\"} 3", lines);
        Assert.Contains("personalization_ingest_commit_events_bucket{le=\"10000\"} 3", lines);
        Assert.Contains("personalization_ingest_commit_events_bucket{le=\"+Inf\"} 4", lines);
        Assert.Contains("personalization_ingest_commit_events_sum 20006", lines);
        Assert.Contains("personalization_ingest_commit_events_count 4", lines);
    }

    [Fact]
    public void Durations_are_seconds_and_labels_are_escaped()
    {
        var (telemetry, listener) = Start();
        var counter = telemetry.Meter.CreateCounter<int>("odd.names", "{thing}", "Says\nmore");

        telemetry.DecideDuration.Record(0.003);
        counter.Add(1, new KeyValuePair<string, object?>("a.b", "x\"y\\z\n"));
        var text = listener.Write();

        Assert.Contains(
            "personalization_decide_duration_seconds_bucket{le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("# HELP odd_names_total Says more\n", text, StringComparison.Ordinal);
        Assert.Contains("odd_names_total{a_b=\"x\\\"y\\\\z\\n\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_hosts_instruments_stay_out()
    {
        var (_, listener) = Start();
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var foreign = new Telemetry(others.GetRequiredService<IMeterFactory>());

        foreign.Decisions.Add(1);

        Assert.DoesNotContain("personalization_decisions_total", listener.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void More_combinations_of_tags_than_are_kept_share_one_line()
    {
        var (telemetry, listener) = Start();

        for (var i = 0; i < 1_500; i++)
        {
            telemetry.Decisions.Add(1, new KeyValuePair<string, object?>("reason", $"r{i}"));
        }

        var lines = listener.Write().Split('\n').Where(
            line => line.StartsWith("personalization_decisions_total{", StringComparison.Ordinal)).ToArray();
        Assert.Equal(1_001, lines.Length);
        Assert.Contains("personalization_decisions_total{otel_metric_overflow=\"true\"} 500", lines);
    }

    [Fact]
    public async Task Concurrent_recordings_are_all_counted()
    {
        var (telemetry, listener) = Start();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                telemetry.Decisions.Add(
                    1, new KeyValuePair<string, object?>("reason", i % 3 == 0 ? "campaign" : "default"));
            }
        })));

        var text = listener.Write();
        Assert.Contains("personalization_decisions_total{reason=\"campaign\"} 26672\n", text, StringComparison.Ordinal);
        Assert.Contains("personalization_decisions_total{reason=\"default\"} 53328\n", text, StringComparison.Ordinal);
    }

    private (Telemetry Telemetry, MetricListener Listener) Start()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        return (new Telemetry(meters), new MetricListener(meters));
    }
}
