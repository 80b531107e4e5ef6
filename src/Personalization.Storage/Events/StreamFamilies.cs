using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>
/// Groups streams that belong, or by the end of a batch may belong, to one customer: an event is a duplicate when any
/// stream of its family holds its message id.
/// </summary>
internal sealed class StreamFamilies
{
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<AppendPlan.Stream>> _members = new(StringComparer.Ordinal);

    public StreamFamilies(IReadOnlyCollection<AppendPlan.Stream> streams, IReadOnlyList<NewEvent> events)
    {
        foreach (var stream in streams)
        {
            if (stream.Root is not null)
            {
                Unite(stream.Customer, stream.Root);
            }
        }

        foreach (var e in events)
        {
            if (e.Joins is { } joins)
            {
                Unite(joins.Value, e.Customer.Value);
            }
        }

        foreach (var stream in streams)
        {
            var head = HeadOf(stream.Customer);
            if (!_members.TryGetValue(head, out var members))
            {
                _members.Add(head, members = new List<AppendPlan.Stream>(1));
            }

            members.Add(stream);
        }
    }

    /// <summary>The streams of the family that this one is in, itself included.</summary>
    public IReadOnlyList<AppendPlan.Stream> Of(string stream) => _members[HeadOf(stream)];

    private void Unite(string a, string b)
    {
        var from = HeadOf(a);
        var to = HeadOf(b);
        if (!string.Equals(from, to, StringComparison.Ordinal))
        {
            _parents[from] = to;
        }
    }

    private string HeadOf(string stream)
    {
        while (_parents.TryGetValue(stream, out var parent))
        {
            stream = parent;
        }

        return stream;
    }
}
