namespace Personalization.Service.Hosting;

/// <summary>
/// What a key may do. A key holds one or several; <see cref="Admin"/> holds all, the others do not imply each other.
/// </summary>
[Flags]
public enum Scope
{
    /// <summary>May do nothing.</summary>
    None = 0,

    /// <summary>May send events. Public: it is visible in browsers.</summary>
    Ingest = 1,

    /// <summary>May ask for decisions and recommendations.</summary>
    Decide = 2,

    /// <summary>What only administrators may do; never given alone.</summary>
    Manage = 4,

    /// <summary>May do everything.</summary>
    Admin = Ingest | Decide | Manage,
}

/// <summary>Endpoint metadata: the scope that a caller's key must hold.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="KeyInBody">The key may also come in the body, so the handler checks when no header carries one.</param>
public sealed record RequiredScope(Scope Scope, bool KeyInBody = false);

/// <summary>Endpoint metadata: answers without a key (health, the SDK script).</summary>
public sealed class KeyFree;

/// <summary>Says on an endpoint who may call it. A route that says nothing is for administrators only.</summary>
public static class ScopeExtensions
{
    /// <summary>The caller's key must hold this scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, Scope scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(scope));

    /// <summary>Anybody may call, without a key.</summary>
    public static TBuilder AllowWithoutKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new KeyFree());
}
