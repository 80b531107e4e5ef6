using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Import;

/// <summary>How a column (or a constant) becomes one member of a message.</summary>
internal sealed record CsvField
{
    /// <summary>The column to read; or use <see cref="Value"/>.</summary>
    public string? Column { get; set; }

    /// <summary>A constant text.</summary>
    public string? Value { get; set; }

    /// <summary>
    /// What a column's values become, e.g. {"view":"Product Viewed"}; a value that is not listed refuses the row.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Values { get; set; }

    /// <summary>
    /// For times: a .NET format such as "yyyy-MM-dd HH:mm:ss 'UTC'"; without it ISO 8601. UTC unless the text
    /// says otherwise.
    /// </summary>
    public string? Format { get; set; }

    /// <summary>"string" (default), "number" or "boolean".</summary>
    public string Type { get; set; } = "string";
}

/// <summary>How the rows of a CSV file become Segment messages (the file given with --mapping).</summary>
internal sealed record CsvMapping
{
    /// <summary>track (default) or identify.</summary>
    public string Type { get; set; } = "track";

    /// <summary>The event's name; required for track.</summary>
    public CsvField? Event { get; set; }

    /// <summary>The known customer's id.</summary>
    public CsvField? UserId { get; set; }

    /// <summary>The anonymous visitor's id; one of the two ids must have a value.</summary>
    public CsvField? AnonymousId { get; set; }

    /// <summary>When it happened; required.</summary>
    public CsvField? Timestamp { get; set; }

    /// <summary>
    /// Unique id of the event; without it one is made from the row's content and how often it has occurred.
    /// </summary>
    public CsvField? MessageId { get; set; }

    /// <summary>Properties (track) or traits (identify) by name.</summary>
    public IReadOnlyDictionary<string, CsvField> Properties { get; set; } =
        new Dictionary<string, CsvField>(StringComparer.Ordinal);

    /// <summary>
    /// Members of one entry in <c>products</c>, by name; rows of one order are gathered by <see cref="Order"/>.
    /// </summary>
    public IReadOnlyDictionary<string, CsvField> Product { get; set; } =
        new Dictionary<string, CsvField>(StringComparer.Ordinal);

    /// <summary>
    /// Columns whose equal values make rows of an order event (see <see cref="OrderEvent"/>) one event with
    /// several products.
    /// </summary>
    public IReadOnlyList<string> Order { get; set; } = [];

    /// <summary>The event name to which <see cref="Order"/> and <see cref="Product"/> apply.</summary>
    public string OrderEvent { get; set; } = "Order Completed";

    /// <summary>Reads a mapping file; a fault ends the command with one line that names it.</summary>
    internal static CsvMapping Load(string path)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize(File.ReadAllBytes(path), CsvMappingJson.Default.CsvMapping)
                ?? throw new InvalidInputException(
                    $"{path} is empty: see docs/commands.md for an example of a mapping.");
            mapping.Check(path);
            return mapping;
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException(
                $"{path} is not a mapping: {Said(fault)} See docs/commands.md for an example.");
        }
        catch (IOException fault)
        {
            throw new InvalidInputException($"The mapping cannot be read: {fault.Message}");
        }
    }

    private static string Said(JsonException fault)
    {
        var place = $"line {(fault.LineNumber ?? 0) + 1}, position {(fault.BytePositionInLine ?? 0) + 1}";
        return fault.InnerException is JsonException ? $"it is not JSON ({place})."
            : fault.Message.Split('\'') is [_, var member, ..]
                && fault.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? $"it has no member '{member}' ({place})."
                : $"the value at {fault.Path} ({place}) has the wrong type.";
    }

    /// <summary>Every column that the mapping reads.</summary>
    internal IEnumerable<string> Columns() =>
        new[] { Event, UserId, AnonymousId, Timestamp, MessageId }
            .Concat(Properties.Values)
            .Concat(Product.Values)
            .Select(field => field?.Column)
            .Concat(Order)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    private void Check(string path)
    {
        var fault = this switch
        {
            { Type: not ("track" or "identify") } => "type must be track or identify",
            { Type: "track", Event: null } => "event is missing",
            { Timestamp: null } => "timestamp is missing",
            { UserId: null, AnonymousId: null } => "userId or anonymousId is missing",
            _ => null,
        };
        if (fault is not null)
        {
            throw new InvalidInputException($"{path}: {fault}.");
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CsvMapping))]
internal sealed partial class CsvMappingJson : JsonSerializerContext;
