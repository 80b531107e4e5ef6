using Personalization.Service.Hosting;

namespace Personalization.Service.Keys;

/// <summary>Scopes as text: one or more of <c>ingest</c>, <c>decide</c>, <c>admin</c>, separated by blanks.</summary>
public static class KeyScopes
{
    /// <summary>Reads the text; false when it is empty or names another scope.</summary>
    public static bool TryRead(string? text, out Scope scope)
    {
        scope = Scope.None;
        foreach (var word in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var one = word switch
            {
                "ingest" => Scope.Ingest,
                "decide" => Scope.Decide,
                "admin" => Scope.Admin,
                _ => Scope.None,
            };
            if (one == Scope.None)
            {
                return false;
            }

            scope |= one;
        }

        return scope != Scope.None;
    }

    /// <summary>The text of a scope.</summary>
    public static string Write(Scope scope) => scope switch
    {
        Scope.Admin => "admin",
        Scope.Ingest | Scope.Decide => "ingest decide",
        Scope.Decide => "decide",
        Scope.Ingest => "ingest",
        _ => "none",
    };
}
