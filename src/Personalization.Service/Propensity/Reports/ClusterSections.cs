using Personalization.Domain.Clusters;

namespace Personalization.Service.Propensity.Reports;

/// <summary>What only the report of clusters has.</summary>
internal static class ClusterSections
{
    public static void Found(ReportHtml page, ClusterMetadata clusters)
    {
        var report = clusters.Report;
        page.Title("How far they are apart")
            .Text($"{clusters.Clusters.Count} clusters: silhouette {report.Silhouette:0.000}, Davies-Bouldin index "
                + $"{report.DaviesBouldin:0.000}, inertia {ReportHtml.Number(report.Inertia)}.")
            .Comparisons(clusters.Verdict)
            .Plots(
                ("Some customers, in the plane in which they differ most", ClusterPicture.Of(clusters)),
                ("Silhouette of each number of clusters", report.Trials.Count == 0 ? null : SvgPlot.Bars(
                    "Silhouette by number of clusters",
                    [.. report.Trials.Select(trial => ($"{trial.Clusters} clusters", Math.Max(0, trial.Silhouette)))],
                    "0.000")));
        page.Title("Who they are").Table(
            ["", "name", "customers", "share", "typically"],
            clusters.Clusters.Select(cluster => new[]
            {
                cluster.Key, cluster.Name, $"{cluster.Size:N0}", $"{cluster.Share:P1}".Replace(' ', '\u00a0'),
                string.Join("; ", cluster.Differences.Select(
                    one => $"{one.Feature} {one.Typical:0.##} (all: {one.Overall:0.##})")),
            }));
    }
}
