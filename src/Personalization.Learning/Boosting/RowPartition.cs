namespace Personalization.Learning.Boosting;

/// <summary>The rows of a tree, arranged so that each node's rows are one stretch, in ascending order.</summary>
/// <remarks>
/// Splitting is stable and works on blocks whose bounds follow from the nodes alone, so the order is the same whatever
/// the number of threads. Beside each row of a node about to be summed lies its gradient pair, gathered once for all
/// features.
/// </remarks>
internal sealed class RowPartition(BinnedMatrix data, Workers workers)
{
    private const int Block = 1 << 13;
    private readonly int[] _rows = new int[data.Rows];
    private readonly int[] _lefts = new int[data.Rows];
    private readonly int[] _rights = new int[data.Rows];
    private readonly GradientPair[] _pairs = new GradientPair[data.Rows];
    private readonly List<Piece> _pieces = [];

    /// <summary>All rows; the first are those of the tree and are written before it is grown.</summary>
    public int[] Rows => _rows;

    public ReadOnlySpan<int> RowsOf(GrowingNode node) => _rows.AsSpan(node.Start, node.Count);

    public ReadOnlySpan<GradientPair> PairsOf(GrowingNode node) => _pairs.AsSpan(node.Start, node.Count);

    /// <summary>Moves the rows of each node so that those that go left come first, and says how many they
    /// are.</summary>
    public int[] Apply(IReadOnlyList<GrowingNode> nodes)
    {
        _pieces.Clear();
        for (var n = 0; n < nodes.Count; n++)
        {
            AddPieces(nodes[n], n);
        }

        workers.Run(_pieces.Count, p => Divide(_pieces[p], nodes[_pieces[p].Node].Best));
        var lefts = new int[nodes.Count];
        foreach (var piece in _pieces)
        {
            piece.LeftsBefore = lefts[piece.Node];
            lefts[piece.Node] += piece.Lefts;
        }

        workers.Run(_pieces.Count, p => PutBack(_pieces[p], nodes[_pieces[p].Node].Start, lefts[_pieces[p].Node]));
        return lefts;
    }

    /// <summary>Gathers the gradient pairs of the nodes' rows.</summary>
    public void Gather(IReadOnlyList<GrowingNode> nodes, GradientPair[] from)
    {
        _pieces.Clear();
        for (var n = 0; n < nodes.Count; n++)
        {
            AddPieces(nodes[n], n);
        }

        workers.Run(_pieces.Count, p =>
        {
            var rows = _rows.AsSpan(_pieces[p].Start, _pieces[p].Count);
            var into = _pairs.AsSpan(_pieces[p].Start, rows.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                into[i] = from[rows[i]];
            }
        });
    }

    private void AddPieces(GrowingNode node, int index)
    {
        for (var done = 0; done < node.Count; done += Block)
        {
            _pieces.Add(new Piece(index, node.Start + done, Math.Min(Block, node.Count - done), done));
        }
    }

    private void Divide(Piece piece, Split split)
    {
        if (split.Right is { } right)
        {
            DivideBySet(piece, split, right);
        }
        else
        {
            DivideByBin(piece, split);
        }
    }

    private void DivideByBin(Piece piece, Split split)
    {
        var codes = data.Group(split.Feature / BinnedMatrix.Lanes);
        var shift = split.Feature % BinnedMatrix.Lanes * 8;
        // Adding one takes the code of a missing value, 255, round to 0 and so below every bin.
        var step = split.DefaultLeft ? 1u : 0u;
        var limit = (uint)(split.Bin + (int)step);
        var rows = _rows.AsSpan(piece.Start, piece.Count);
        var lefts = _lefts.AsSpan(piece.Start, piece.Count);
        var rights = _rights.AsSpan(piece.Start, piece.Count);
        int left = 0, right = 0;
        foreach (var row in rows)
        {
            // Both are written and one counter moves: a branch here would be mispredicted at every other row.
            var goesLeft = (((codes[row] >> shift) + step) & 0xFF) <= limit ? 1 : 0;
            lefts[left] = row;
            rights[right] = row;
            left += goesLeft;
            right += 1 - goesLeft;
        }

        piece.Lefts = left;
    }

    private void DivideBySet(Piece piece, Split split, BinSet goRight)
    {
        Span<byte> goesLeft = stackalloc byte[256];
        for (var bin = 0; bin < QuantileCuts.Missing; bin++)
        {
            goesLeft[bin] = goRight.Has(bin) ? (byte)0 : (byte)1;
        }

        goesLeft[QuantileCuts.Missing] = split.DefaultLeft ? (byte)1 : (byte)0;
        var codes = data.Group(split.Feature / BinnedMatrix.Lanes);
        var shift = split.Feature % BinnedMatrix.Lanes * 8;
        int left = 0, right = 0;
        foreach (var row in _rows.AsSpan(piece.Start, piece.Count))
        {
            var isLeft = goesLeft[(byte)(codes[row] >> shift)];
            _lefts[piece.Start + left] = row;
            _rights[piece.Start + right] = row;
            left += isLeft;
            right += 1 - isLeft;
        }

        piece.Lefts = left;
    }

    private void PutBack(Piece piece, int start, int leftsOfNode)
    {
        var rights = piece.Count - piece.Lefts;
        var rightAt = start + leftsOfNode + (piece.Before - piece.LeftsBefore);
        _lefts.AsSpan(piece.Start, piece.Lefts).CopyTo(_rows.AsSpan(start + piece.LeftsBefore));
        _rights.AsSpan(piece.Start, rights).CopyTo(_rows.AsSpan(rightAt));
    }

    /// <summary>A stretch of one node's rows, with how many of the node's rows lie before it.</summary>
    private sealed class Piece(int node, int start, int count, int before)
    {
        public int Node { get; } = node;

        public int Start { get; } = start;

        public int Count { get; } = count;

        public int Before { get; } = before;

        public int Lefts { get; set; }

        public int LeftsBefore { get; set; }
    }
}
