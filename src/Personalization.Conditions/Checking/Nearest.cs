namespace Personalization.Conditions.Checking;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
public static class Nearest
{
    /// <summary>
    /// The candidate with the fewest edits, at most a third of the name's length (and at least two); or null.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var most = Math.Max(2, name.Length / 3);
        string? nearest = null;
        foreach (var candidate in candidates.Order(StringComparer.Ordinal))
        {
            if (name.Length > 100 || Math.Abs(candidate.Length - name.Length) > most)
            {
                continue;
            }

            var edits = Edits(name, candidate);
            if (edits <= most && edits < name.Length)
            {
                nearest = candidate;
                most = edits - 1;
            }
        }

        return nearest;
    }

    // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours; letter case is free.
    private static int Edits(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Cheapest(rows, from, to, i, j);
            }
        }

        return rows[from.Length, to.Length];
    }

    private static int Cheapest(int[,] rows, string from, string to, int i, int j)
    {
        var substitution = rows[i - 1, j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1);
        var best = Math.Min(substitution, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
        return i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1])
            ? Math.Min(best, rows[i - 2, j - 2] + 1)
            : best;
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
