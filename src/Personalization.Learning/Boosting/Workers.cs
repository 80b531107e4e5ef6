namespace Personalization.Learning.Boosting;

/// <summary>Runs numbered pieces of work on a fixed number of threads.</summary>
/// <remarks>Which thread takes which piece is open, so a piece must not depend on that: results go to the piece's own
/// place.</remarks>
internal sealed class Workers(int threads)
{
    private readonly int _threads = threads > 0 ? threads : Environment.ProcessorCount;

    public void Run(int pieces, Action<int> work)
    {
        var crew = Math.Min(_threads, pieces);
        if (crew <= 1)
        {
            for (var piece = 0; piece < pieces; piece++)
            {
                work(piece);
            }

            return;
        }

        var next = -1;
        Parallel.For(0, crew, new ParallelOptions { MaxDegreeOfParallelism = crew }, _ =>
        {
            for (var piece = Interlocked.Increment(ref next); piece < pieces; piece = Interlocked.Increment(ref next))
            {
                work(piece);
            }
        });
    }

    /// <summary>Runs over 0..<paramref name="length"/> in blocks whose bounds do not depend on the number of
    /// threads.</summary>
    public void RunBlocks(int length, int block, Action<int, int> work) => Run(
        (length + block - 1) / block,
        piece => work(piece * block, Math.Min(length, (piece + 1) * block)));
}
