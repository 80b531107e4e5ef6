namespace Personalization.Learning.Boosting;

/// <summary>A model file of any format that is known.</summary>
public static class ModelFile
{
    /// <summary>Whether it is JSON by its first character.</summary>
    public static bool IsJson(ReadOnlySpan<byte> file) =>
        file.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{', ..];

    /// <summary>Reads XGBoost's JSON.</summary>
    /// <exception cref="ModelFormatException">Not a sound model of a known format.</exception>
    public static TreeEnsemble Read(ReadOnlySpan<byte> file)
    {
        var start = file.TrimStart(" \t\r\n\uFEFF"u8);
        return start.IsEmpty ? throw new ModelFormatException("The model file is empty.")
            : IsJson(start) ? TreeEnsemble.FromXgboostJson(start)
            : throw new ModelFormatException("The model file is not in XGBoost's JSON format.");
    }
}
