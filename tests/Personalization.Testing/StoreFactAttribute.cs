using System.ComponentModel;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Personalization.Testing;

/// <summary>
/// A fact of a contract suite: skipped, with the reason, where the servers that its class <see cref="NeedsAttribute"/>
/// are missing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Personalization.Testing.StoreFactDiscoverer", "Personalization.Testing")]
public sealed class StoreFactAttribute : FactAttribute;

/// <summary>A fact that needs PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    /// <summary>Skips where there is none.</summary>
    public PostgresFactAttribute() => Skip = Availability.SkipReason(Servers.Postgres);
}

/// <summary>A fact that needs Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    /// <summary>Skips where there is none.</summary>
    public RedisFactAttribute() => Skip = Availability.SkipReason(Servers.Redis);
}

/// <summary>A fact that needs PostgreSQL and a Redis of its own to stop, kill and freeze.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultFactAttribute : FactAttribute
{
    /// <summary>Skips where one is missing.</summary>
    public FaultFactAttribute() => Skip = Availability.SkipReason(Servers.Postgres | Servers.OwnRedis);
}

/// <summary>Makes the test cases of <see cref="StoreFactAttribute"/>; called by xunit.</summary>
public sealed class StoreFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        yield return new StoreTestCase(messages, discoveryOptions.MethodDisplayOrDefault(), testMethod);
    }

    private sealed class StoreTestCase : XunitTestCase
    {
        [EditorBrowsable(EditorBrowsableState.Never)]
        [Obsolete("For xunit's serialization.")]
        public StoreTestCase()
        {
        }

        public StoreTestCase(IMessageSink messages, TestMethodDisplay display, ITestMethod method)
            : base(messages, display, TestMethodDisplayOptions.None, method)
        {
        }

        protected override string? GetSkipReason(IAttributeInfo factAttribute)
        {
            var needs = TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsAttribute)).FirstOrDefault();
            return needs is null
                ? base.GetSkipReason(factAttribute)
                : Availability.SkipReason(needs.GetNamedArgument<Servers>(nameof(NeedsAttribute.Servers)));
        }
    }
}
