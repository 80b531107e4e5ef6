using System.Globalization;
using System.Text;
using Personalization.Domain.Clusters;

namespace Personalization.Service.Propensity.Reports;

/// <summary>Customers and the centres of their clusters in the plane of the two principal components, as SVG.</summary>
internal static class ClusterPicture
{
    private const double Size = 400;
    private const double Margin = 14;
    private const double Legend = 18;
    private const int Colours = 8;

    public static string? Of(ClusterMetadata clusters)
    {
        var points = clusters.Report.Picture;
        if (points.Count == 0)
        {
            return null;
        }

        var place = Placing(
            [.. points.Select(point => point.X), .. clusters.Clusters.Select(cluster => cluster.X)],
            [.. points.Select(point => point.Y), .. clusters.Clusters.Select(cluster => cluster.Y)]);
        var keys = clusters.Clusters.Select(cluster => cluster.Key).ToList();
        var height = Size + (Legend * keys.Count) + Margin;
        var svg = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {N(Size)} {N(height)}\" role=\"img\" "
                + $"aria-label=\"Clusters\"><title>Clusters</title>"));
        foreach (var point in points)
        {
            Circle(svg, place(point.X, point.Y), $"k{keys.IndexOf(point.Cluster) % Colours}", 2.5);
        }

        for (var i = 0; i < keys.Count; i++)
        {
            var cluster = clusters.Clusters[i];
            Circle(svg, place(cluster.X, cluster.Y), $"k{i % Colours} centre", 7);
            var y = Size + (Legend * (i + 1));
            Circle(svg, (Margin, y - 4), $"k{i % Colours}", 5);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(Margin + 12)}\" y=\"{N(y)}\">")
                .Append(SvgPlot.Escape($"{cluster.Key}: {cluster.Name}")).Append("</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    // Both directions on one scale, so that distances look as they are.
    private static Func<double, double, (double X, double Y)> Placing(double[] x, double[] y)
    {
        var (left, bottom) = (x.Min(), y.Min());
        var span = Math.Max(Math.Max(x.Max() - left, y.Max() - bottom), 1e-9);
        var (offX, offY) = ((span - (x.Max() - left)) / 2, (span - (y.Max() - bottom)) / 2);
        double Scaled(double value) => Margin + ((Size - (2 * Margin)) * value / span);
        return (px, py) => (Scaled(px - left + offX), Size - Scaled(py - bottom + offY));
    }

    private static void Circle(StringBuilder svg, (double X, double Y) at, string style, double radius) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<circle class=\"{style}\" cx=\"{N(at.X)}\" cy=\"{N(at.Y)}\" r=\"{N(radius)}\"/>");

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
