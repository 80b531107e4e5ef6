namespace Personalization.Service.Recommendations;

/// <summary>Tells the recommender on this node that products were written since it last looked.</summary>
internal sealed class ProductChanges
{
    private int _changed;

    /// <summary>Products were written.</summary>
    public void Note() => Volatile.Write(ref _changed, 1);

    /// <summary>Whether products were written since the last time this was asked.</summary>
    public bool Take() => Interlocked.Exchange(ref _changed, 0) == 1;
}
