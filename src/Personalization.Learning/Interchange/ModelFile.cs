using System.Text.Json;
using Personalization.Learning.Boosting;

namespace Personalization.Learning.Interchange;

/// <summary>A model file of any format that is known, from nobody knows where.</summary>
public static class ModelFile
{
    /// <summary>Whether it is JSON by its first character.</summary>
    public static bool IsJson(ReadOnlySpan<byte> file) => Trimmed(file) is [(byte)'{', ..];

    /// <summary>Reads XGBoost's JSON format or LightGBM's text format.</summary>
    /// <exception cref="ModelFormatException">Not a sound model of a known format; the message says why.</exception>
    public static TreeEnsemble Read(ReadOnlySpan<byte> file)
    {
        var start = Trimmed(file);
        return start.IsEmpty ? throw new ModelFormatException("The model file is empty.")
            : IsJson(start) ? TreeEnsemble.FromXgboostJson(start)
            : start.StartsWith("tree"u8) ? LightGbmReader.Read(start)
            : throw new ModelFormatException(
                "The file is not a model in XGBoost's JSON format (in XGBoost, save it under a name that ends in "
                + ".json) nor in LightGBM's text format (in LightGBM, save it with save_model).");
    }

    /// <summary>An attribute that a model in XGBoost's JSON format carries along; null where it has none of the
    /// name.</summary>
    /// <exception cref="JsonException">The file is JSON by its first character only.</exception>
    public static string? Attribute(ReadOnlySpan<byte> file, string name)
    {
        if (!IsJson(file))
        {
            return null;
        }

        var reader = new Utf8JsonReader(XgboostNumbers.WithoutNaN(Trimmed(file)));
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("learner", out var learner)
            && learner.ValueKind == JsonValueKind.Object
            && learner.TryGetProperty("attributes", out var attributes)
            && attributes.ValueKind == JsonValueKind.Object
            && attributes.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> file) =>
        (file.StartsWith("\uFEFF"u8) ? file[3..] : file).TrimStart(" \t\r\n"u8);
}
