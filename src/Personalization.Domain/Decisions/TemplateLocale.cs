using System.Collections.Frozen;
using System.Globalization;

namespace Personalization.Domain.Decisions;

/// <summary>
/// How numbers, amounts, dates and counts are written in one language. The service runs without the system's cultures,
/// so that every node writes the same; these tables follow the Unicode CLDR.
/// </summary>
/// <param name="DecimalMark">Between units and decimals.</param>
/// <param name="GroupMark">Between thousands.</param>
/// <param name="MoneyFirst">Whether the currency stands before the amount, and with what between them; null for
/// behind.</param>
/// <param name="ShortDate">The pattern of a date in figures.</param>
/// <param name="LongDate">The pattern of a date with its month's name, <c>MMMM</c>.</param>
/// <param name="Months">The twelve names, as they stand in a date.</param>
internal sealed record TemplateLocale(
    string DecimalMark, string GroupMark, string? MoneyFirst, string ShortDate, string LongDate, string[] Months)
{
    private const string Hard = "\u00a0";
    private const string Thin = "\u202f";

    private static readonly FrozenDictionary<string, TemplateLocale> All =
        new Dictionary<string, TemplateLocale>(StringComparer.OrdinalIgnoreCase)
        {
            ["en"] = new(".", ",", "", "M/d/yyyy", "MMMM d, yyyy", Split(
                "January February March April May June July August September October November December")),
            ["de"] = new(",", ".", null, "dd.MM.yyyy", "d. MMMM yyyy", Split(
                "Januar Februar März April Mai Juni Juli August September Oktober November Dezember")),
            ["fr"] = new(",", Thin, null, "dd/MM/yyyy", "d MMMM yyyy", Split(
                "janvier février mars avril mai juin juillet août septembre octobre novembre décembre")),
            ["es"] = new(",", ".", null, "d/M/yyyy", "d 'de' MMMM 'de' yyyy", Split(
                "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")),
            ["it"] = new(",", ".", null, "dd/MM/yyyy", "d MMMM yyyy", Split(
                "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre")),
            ["nl"] = new(",", ".", Hard, "dd-MM-yyyy", "d MMMM yyyy", Split(
                "januari februari maart april mei juni juli augustus september oktober november december")),
            ["pl"] = new(",", Hard, null, "d.MM.yyyy", "d MMMM yyyy", Split(
                "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia")),
            ["pt"] = new(",", ".", Hard, "dd/MM/yyyy", "d 'de' MMMM 'de' yyyy", Split(
                "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro")),
            ["sv"] = new(",", Hard, null, "yyyy-MM-dd", "d MMMM yyyy", Split(
                "januari februari mars april maj juni juli augusti september oktober november december")),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly TemplateLocale British =
        All["en"] with { ShortDate = "dd/MM/yyyy", LongDate = "d MMMM yyyy" };

    private static readonly FrozenDictionary<string, string> Symbols =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["EUR"] = "€",
            ["USD"] = "$",
            ["GBP"] = "£",
            ["JPY"] = "¥",
            ["PLN"] = "zł",
            ["SEK"] = "kr",
            ["BRL"] = "R$",
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private string Language { get; init; } = "en";

    /// <summary>The tables of a BCP 47 tag's language; English where it has none.</summary>
    internal static TemplateLocale Of(string? tag)
    {
        var language = tag?.Split(['-', '_'], 2) is [{ Length: 2 } name, ..] ? name : "en";
        var isElsewhere = language.Equals("en", StringComparison.OrdinalIgnoreCase)
            && tag is not null && tag.Length > 2 && !tag.EndsWith("US", StringComparison.OrdinalIgnoreCase);
        var found = isElsewhere ? British : All.GetValueOrDefault(language, All["en"]);
        return found with { Language = All.ContainsKey(language) ? language.ToLowerInvariant() : "en" };
    }

    internal string Number(decimal value, int decimals)
    {
        var format = new NumberFormatInfo
        {
            NumberDecimalSeparator = DecimalMark,
            NumberGroupSeparator = GroupMark,
        };
        return value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), format);
    }

    /// <summary>An amount; without a currency the number alone.</summary>
    internal string Money(decimal amount, string? currency)
    {
        var number = Number(amount, currency == "JPY" ? 0 : 2);
        if (currency is null)
        {
            return number;
        }

        var isSymbol = Symbols.TryGetValue(currency, out var symbol);
        symbol ??= currency;
        return MoneyFirst is null
            ? number + Hard + symbol
            : symbol + (MoneyFirst.Length == 0 && !isSymbol ? Hard : MoneyFirst) + number;
    }

    internal string Date(DateTime date, bool isLong) => isLong
        ? date.ToString(
            LongDate.Replace("MMMM", $"'{Months[date.Month - 1]}'", StringComparison.Ordinal),
            CultureInfo.InvariantCulture)
        : date.ToString(ShortDate.Replace("/", "'/'", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    /// <summary>CLDR's cardinal category of a count: <c>one</c>, <c>few</c>, <c>many</c> or <c>other</c>.</summary>
    internal string Plural(decimal count)
    {
        var whole = Math.Abs(count);
        return Language switch
        {
            "fr" or "pt" => whole < 2 ? "one" : "other",
            "pl" when whole != Math.Truncate(whole) => "other",
            "pl" => whole == 1 ? "one" : IsFew(whole) ? "few" : "many",
            _ => whole == 1 ? "one" : "other",
        };
    }

    private static bool IsFew(decimal whole) => whole % 10 is >= 2 and <= 4 && whole % 100 is not (>= 12 and <= 14);

    private static string[] Split(string months) => months.Split(' ');
}
