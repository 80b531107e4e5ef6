using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Personalization.Learning.Boosting;
using Personalization.Learning.Interchange;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Learn;

/// <summary>A model file: XGBoost's JSON format, the texts of categories among its attributes.</summary>
internal sealed record LearnModel(
    TreeEnsemble Trees, IReadOnlyDictionary<string, IReadOnlyList<string>> Categories)
{
    // XGBoost carries attributes along as they are.
    private const string Attribute = "personalization_categories";

    internal void Save(FileInfo file)
    {
        var json = Trees.ToXgboostJson();
        if (Categories.Count > 0)
        {
            var root = JsonNode.Parse(json)!;
            root["learner"]!["attributes"]![Attribute] = JsonSerializer.Serialize(
                Categories.ToDictionary(), LearnJson.Default.DictionaryStringIReadOnlyListString);
            json = Encoding.UTF8.GetBytes(root.ToJsonString());
        }

        OutputFile.Write(file, path => File.WriteAllBytes(path, json));
    }

    internal static LearnModel Load(FileInfo file)
    {
        if (!file.Exists)
        {
            throw new InvalidInputException(Directory.Exists(file.FullName)
                ? $"--model: {file.FullName} is a directory."
                : $"--model: {file.FullName} does not exist.");
        }

        var bytes = File.ReadAllBytes(file.FullName);
        try
        {
            var trees = ModelFile.Read(bytes);
            return new LearnModel(trees, CategoriesOf(bytes));
        }
        catch (Exception bad) when (bad is ModelFormatException or JsonException)
        {
            throw new InvalidInputException($"--model: {bad.Message}", bad);
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> CategoriesOf(byte[] bytes)
    {
        if (ModelFile.Attribute(bytes, Attribute) is not { } text)
        {
            return [];
        }

        try
        {
            var categories = JsonSerializer.Deserialize(text, LearnJson.Default.DictionaryStringIReadOnlyListString);
            if (categories?.Values.All(texts => texts is not null && texts.All(one => one is not null)) == true)
            {
                return categories;
            }
        }
        catch (JsonException)
        {
            // Said below, in words that mean something to whoever has the file.
        }

        throw new InvalidInputException($"--model: the attribute {Attribute} is not lists of texts by column.");
    }
}
