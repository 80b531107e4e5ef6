using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Personalization.Service.Propensity.Reports;

/// <summary>A plot as an SVG element: axes from 0 with a few labels, and lines, points or bars in it.</summary>
/// <remarks>Every text is escaped; numbers are written invariantly with two decimals.</remarks>
internal sealed class SvgPlot
{
    private const double Width = 360;
    private const double Height = 260;
    private const double Left = 48;
    private const double Right = 12;
    private const double Top = 12;
    private const double Bottom = 40;

    private readonly StringBuilder _body = new();
    private readonly string _title;
    private readonly double _mostX;
    private readonly double _mostY;

    public SvgPlot(string title, (string Label, double Most) x, (string Label, double Most) y)
    {
        _title = title;
        _mostX = x.Most > 0 ? x.Most : 1;
        _mostY = y.Most > 0 ? y.Most : 1;
        foreach (var at in Ticks(_mostY))
        {
            Line((0, at), (_mostX, at), "grid");
            Text(Left - 6, Y(at) + 4, Number(at), "end");
        }

        foreach (var at in Ticks(_mostX))
        {
            Text(X(at), Height - Bottom + 16, Number(at), "middle");
        }

        Text(Left + ((Width - Left - Right) / 2), Height - 6, x.Label, "middle");
        _body.Append(CultureInfo.InvariantCulture,
            $"<text transform=\"translate(12 {N(Top + ((Height - Top - Bottom) / 2))}) rotate(-90)\" "
                + $"text-anchor=\"middle\">")
            .Append(Escape(y.Label)).Append("</text>");
    }

    public SvgPlot Line((double X, double Y) from, (double X, double Y) to, string style)
    {
        _body.Append(CultureInfo.InvariantCulture,
            $"<line class=\"{style}\" x1=\"{N(X(from.X))}\" y1=\"{N(Y(from.Y))}\" "
                + $"x2=\"{N(X(to.X))}\" y2=\"{N(Y(to.Y))}\"/>");
        return this;
    }

    public SvgPlot Curve(IEnumerable<(double X, double Y)> points, string style)
    {
        var path = string.Join(' ', points.Select(point => $"{N(X(point.X))},{N(Y(point.Y))}"));
        _body.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"{path}\"/>");
        return this;
    }

    public SvgPlot Points(IEnumerable<(double X, double Y)> points, string style)
    {
        foreach (var (x, y) in points)
        {
            _body.Append(CultureInfo.InvariantCulture,
                $"<circle class=\"{style}\" cx=\"{N(X(x))}\" cy=\"{N(Y(y))}\" r=\"3.5\"/>");
        }

        return this;
    }

    public SvgPlot Bar(double from, double to, double height, string style)
    {
        _body.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"{style}\" x=\"{N(X(from))}\" y=\"{N(Y(height))}\" ")
            .Append(CultureInfo.InvariantCulture,
                $"width=\"{N(X(to) - X(from))}\" height=\"{N(Y(0) - Y(height))}\"/>");
        return this;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"<svg viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"img\" aria-label=\"{Escape(_title)}\">")
        + $"<title>{Escape(_title)}</title>{_body}</svg>";

    /// <summary>Horizontal bars with names, such as importances; they share the width of the greatest.</summary>
    public static string Bars(
        string title, IReadOnlyList<(string Name, double Value)> bars, string format, double? limit = null)
    {
        const double wide = 560, row = 22, names = 190, values = 60;
        var most = Math.Max(bars.Max(bar => bar.Value), limit ?? 0);
        var svg = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {N(wide)} {N((bars.Count * row) + 4)}\" role=\"img\" "
                + $"aria-label=\"{Escape(title)}\">"));
        svg.Append("<title>").Append(Escape(title)).Append("</title>");
        double Scaled(double value) => most > 0 ? (wide - names - values) * value / most : 0;
        for (var i = 0; i < bars.Count; i++)
        {
            var (name, value) = bars[i];
            var style = limit is { } end && value > end ? "bar out" : "bar";
            svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{N(names - 6)}\" y=\"{N((i * row) + 15)}\" text-anchor=\"end\">{Escape(name)}</text>")
                .Append(CultureInfo.InvariantCulture,
                    $"<rect class=\"{style}\" x=\"{N(names)}\" y=\"{N((i * row) + 4)}\" width=\"{N(Scaled(value))}\" "
                        + $"height=\"15\"/>")
                .Append(CultureInfo.InvariantCulture,
                    $"<text x=\"{N(names + Scaled(value) + 6)}\" y=\"{N((i * row) + 15)}\">")
                .Append(Escape(value.ToString(format, CultureInfo.InvariantCulture))).Append("</text>");
        }

        if (limit is { } at)
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"<line class=\"limit\" x1=\"{N(names + Scaled(at))}\" y1=\"0\" x2=\"{N(names + Scaled(at))}\" ")
                .Append(CultureInfo.InvariantCulture, $"y2=\"{N((bars.Count * row) + 4)}\"/>");
        }

        return svg.Append("</svg>").ToString();
    }

    internal static string Escape(string text) => HtmlEncoder.Default.Encode(text);

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    // Tenths and the like are read off in fifths, everything else in quarters.
    private static IEnumerable<double> Ticks(double most)
    {
        var parts = most >= 5 && most % 5 == 0 ? 5 : 4;
        return Enumerable.Range(0, parts + 1).Select(tick => most * tick / parts);
    }

    private string Number(double value) => value.ToString(
        Math.Max(_mostX, _mostY) <= 0.2 ? "0.###" : "0.##", CultureInfo.InvariantCulture);

    private void Text(double x, double y, string text, string anchor) => _body
        .Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\">")
        .Append(Escape(text)).Append("</text>");

    private double X(double value) => Left + ((Width - Left - Right) * Math.Clamp(value / _mostX, 0, 1));

    private double Y(double value) => Height - Bottom - ((Height - Top - Bottom) * Math.Clamp(value / _mostY, 0, 1));
}
