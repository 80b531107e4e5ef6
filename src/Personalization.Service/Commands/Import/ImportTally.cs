using System.Text.Json.Serialization;
using Personalization.Domain.Events;

namespace Personalization.Service.Commands.Import;

/// <summary>Events and the source rows they stand for.</summary>
internal sealed class ImportCount
{
    public long Events { get; set; }

    public long Rows { get; set; }

    internal void Add(int rows)
    {
        Events++;
        Rows += rows;
    }
}

/// <summary>Rows left out for one reason.</summary>
internal sealed record LeftOut(string Reason, long Events, long Rows);

/// <summary>Order totals and refunds of everything imported or already there, in the shop's currency.</summary>
internal sealed class ImportRevenue
{
    public decimal Orders { get; set; }

    public decimal Refunds { get; set; }

    public decimal Net => Orders - Refunds;
}

/// <summary>What an import did; <c>imported + duplicates + rejected = rows</c>.</summary>
internal sealed class ImportTally
{
    private readonly Dictionary<string, ImportCount> _reasons = new(StringComparer.Ordinal);

    public long Rows => Imported.Rows + Duplicates.Rows + Rejected.Rows;

    public ImportCount Imported { get; } = new();

    public ImportCount Duplicates { get; } = new();

    public ImportCount Rejected { get; } = new();

    public ImportRevenue Revenue { get; } = new();

    /// <summary>Known customers named by what was imported or already there.</summary>
    public int KnownCustomers => _known.Count;

    /// <summary>Anonymous visitors likewise.</summary>
    public int AnonymousVisitors => _anonymous.Count;

    public IReadOnlyList<LeftOut> Reasons =>
        [.. _reasons
            .OrderByDescending(r => r.Value.Rows)
            .Select(r => new LeftOut(r.Key, r.Value.Events, r.Value.Rows))];

    private readonly HashSet<CustomerKey> _known = [];
    private readonly HashSet<CustomerKey> _anonymous = [];

    internal void Reject(int rows, string reason)
    {
        Rejected.Add(rows);
        if (!_reasons.TryGetValue(reason, out var count))
        {
            _reasons.Add(reason, count = new ImportCount());
        }

        count.Add(rows);
    }

    internal void Add(PreparedMessage message, ImportOutcome outcome)
    {
        if (outcome.Verdict == Verdict.Rejected)
        {
            Reject(message.Source.Rows, outcome.Reason ?? "refused");
            return;
        }

        (outcome.Verdict == Verdict.Imported ? Imported : Duplicates).Add(message.Source.Rows);
        (message.Event.Customer.IsKnown ? _known : _anonymous).Add(message.Event.Customer);
        Count(CustomerEvent.Read(message.Event));
    }

    private void Count(CustomerEvent happened)
    {
        switch (happened.Kind)
        {
            case EventKind.OrderCompleted:
                Revenue.Orders += (decimal)happened.TotalUnits / Money.UnitsPerOne;
                break;
            case EventKind.OrderRefunded:
                Revenue.Refunds += (decimal)happened.TotalUnits / Money.UnitsPerOne;
                break;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportTally))]
internal sealed partial class ImportJson : JsonSerializerContext;
