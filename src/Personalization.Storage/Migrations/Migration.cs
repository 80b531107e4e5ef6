using System.Reflection;

namespace Personalization.Storage.Migrations;

/// <summary>One numbered, forward-only step of the schema, from an embedded SQL file <c>NNNN_what.sql</c>.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>The steps of one dialect ("postgres", "sqlite") in order.</summary>
    public static IReadOnlyList<Migration> Of(string dialect)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{typeof(Migration).Namespace}.{dialect}.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, name[prefix.Length..^".sql".Length]))
            .ToArray();
    }

    private static Migration Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(int.Parse(name[..4]), name, reader.ReadToEnd());
    }
}
