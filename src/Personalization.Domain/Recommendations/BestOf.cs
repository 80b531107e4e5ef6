namespace Personalization.Domain.Recommendations;

/// <summary>The best few of many candidates, best first; of equal ones the lower number first.</summary>
internal sealed class BestOf(int limit)
{
    private readonly Candidate[] _best = new Candidate[limit];
    private int _count;

    internal ReadOnlySpan<Candidate> Best => _best.AsSpan(0, _count);

    internal void Add(int item, double score, int because)
    {
        var candidate = new Candidate(item, score, because);
        if (_count == _best.Length && (_count == 0 || !Precedes(candidate, _best[_count - 1])))
        {
            return;
        }

        var at = _count < _best.Length ? _count++ : _count - 1;
        for (; at > 0 && Precedes(candidate, _best[at - 1]); at--)
        {
            _best[at] = _best[at - 1];
        }

        _best[at] = candidate;
    }

    private static bool Precedes(Candidate one, Candidate other) =>
        one.Score > other.Score || (one.Score == other.Score && one.Item < other.Item);
}

/// <summary>
/// A product by number, how strongly it is recommended, and the number of the product that led to it or -1.
/// </summary>
internal readonly record struct Candidate(int Item, double Score, int Because);

/// <summary>A product whose neighbours are wanted, and how much they count.</summary>
internal readonly record struct Source(int Item, double Weight);
