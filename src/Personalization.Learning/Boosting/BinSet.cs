namespace Personalization.Learning.Boosting;

/// <summary>A set of bins: one bit for each of 256.</summary>
internal readonly record struct BinSet(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    public bool Has(int bin) => ((Word(bin >> 6) >> (bin & 63)) & 1) != 0;

    public BinSet With(int bin)
    {
        var bit = 1UL << (bin & 63);
        return (bin >> 6) switch
        {
            0 => this with { First = First | bit },
            1 => this with { Second = Second | bit },
            2 => this with { Third = Third | bit },
            _ => this with { Fourth = Fourth | bit },
        };
    }

    private ulong Word(int word) => word switch
    {
        0 => First,
        1 => Second,
        2 => Third,
        _ => Fourth,
    };
}
