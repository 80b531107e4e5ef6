using System.Globalization;
using System.Text;
using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity.Reports;

/// <summary>A report's page while it is written. Every text is escaped; only plots are taken as they are.</summary>
internal sealed class ReportHtml
{
    private readonly StringBuilder _page = new();

    public ReportHtml Raw(string html)
    {
        _page.Append(html);
        return this;
    }

    public ReportHtml Element(string name, string text, string? style = null)
    {
        _page.Append('<').Append(name);
        if (style is not null)
        {
            _page.Append(" class=\"").Append(style).Append('"');
        }

        _page.Append('>').Append(SvgPlot.Escape(text)).Append("</").Append(name).Append('>');
        return this;
    }

    public ReportHtml Title(string text) => Element("h2", text);

    public ReportHtml Text(string text) => Element("p", text);

    public ReportHtml Notes(IEnumerable<string> notes, string style)
    {
        foreach (var note in notes)
        {
            Element("p", note, style);
        }

        return this;
    }

    public ReportHtml Plots(params (string Caption, string? Svg)[] plots)
    {
        _page.Append("<div class=\"plots\">");
        foreach (var (caption, svg) in plots.Where(plot => plot.Svg is not null))
        {
            _page.Append("<figure>");
            Element("figcaption", caption).Raw(svg!).Raw("</figure>");
        }

        _page.Append("</div>");
        return this;
    }

    public ReportHtml Table(string[] head, IEnumerable<string[]> rows)
    {
        _page.Append("<table>");
        if (head.Any(cell => cell.Length > 0))
        {
            Row(head, _ => "th");
        }

        foreach (var row in rows)
        {
            Row(row, cell => cell == 0 ? "th" : "td");
        }

        _page.Append("</table>");
        return this;
    }

    /// <summary>With whom a challenger was compared, and by how much it is better.</summary>
    public ReportHtml Comparisons(MeasuredVerdict? verdict) =>
        verdict is null or { Comparisons.Count: 0 } ? this : Table(
        ["against", "its " + verdict.Measure, "this one is better by", "95 % interval", ""],
        verdict.Comparisons.Select(one => new[]
        {
            one.Against, Number(one.Value), Number(one.Better), $"{Number(one.Low)} to {Number(one.High)}",
            one.Note ?? "",
        }));

    public override string ToString() => _page.ToString();

    internal static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>Four significant places or so, whatever the size.</summary>
    internal static string Number(double value) =>
        value.ToString(
            Math.Abs(value) >= 100 ? "N0" : Math.Abs(value) >= 1 ? "0.00" : "0.0000", CultureInfo.InvariantCulture);

    private void Row(string[] cells, Func<int, string> element)
    {
        _page.Append("<tr>");
        for (var i = 0; i < cells.Length; i++)
        {
            Element(element(i), cells[i]);
        }

        _page.Append("</tr>");
    }
}
