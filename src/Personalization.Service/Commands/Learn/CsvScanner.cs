using System.Text;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Learn;

/// <summary>Reads a CSV file row by row as bytes, in one buffer: no text is made of what turns out to be a
/// number.</summary>
/// <remarks>RFC 4180: cells may be quoted, and then hold separators, line ends and doubled quotes.</remarks>
internal sealed class CsvScanner : IDisposable
{
    private const byte Quote = (byte)'"';
    private const int LongestRow = 1 << 28;
    private const byte LineEnd = (byte)'\n';
    private readonly Stream _stream;
    private readonly byte _separator;
    private byte[] _buffer = new byte[1 << 20];
    private (int From, int To)[] _cells = new (int, int)[64];
    private int _from;
    private int _to;
    private int _spare;
    private int _lines = 1;
    private bool _ended;

    internal CsvScanner(Stream stream, byte separator)
    {
        _stream = stream;
        _separator = separator;
        Fill();
        // A byte order mark is no part of the first name.
        _from = _buffer.AsSpan(0, _to).StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>Cells of the row last read.</summary>
    internal int Count { get; private set; }

    /// <summary>The line on which the row last read starts, from 1.</summary>
    internal int Line { get; private set; }

    /// <summary>A cell of the row last read, without its quotes; valid until the next row.</summary>
    internal ReadOnlySpan<byte> this[int cell] => _buffer.AsSpan(_cells[cell].From.._cells[cell].To);

    /// <summary>Moves to the next row that is not empty; false at the end.</summary>
    internal bool Read()
    {
        do
        {
            _spare = 0;
            Line = _lines;
            int next;
            while ((next = Split()) < 0)
            {
                Fill();
            }

            if (next == _from && _ended && _from == _to)
            {
                return false;
            }

            _from = next;
        }
        while (Count == 1 && this[0].IsEmpty);
        return true;
    }

    public void Dispose() => _stream.Dispose();

    // The start of the next row, or -1 where the row does not end within the buffer.
    private int Split()
    {
        Count = 0;
        _lines = Line;
        var at = _from;
        while (true)
        {
            var quoted = at < _to && _buffer[at] == Quote;
            var start = at;
            var end = quoted ? EndOfQuotes(at + 1) : at;
            if (end < 0)
            {
                return -1;
            }

            var found = _buffer.AsSpan(end, _to - end).IndexOfAny(_separator, LineEnd);
            if (found < 0 && !_ended)
            {
                return -1;
            }

            var stop = found < 0 ? _to : end + found;
            if (quoted && WithoutReturn(end, stop) > end)
            {
                throw new InvalidInputException(
                    $"--data: line {Line} has a cell that goes on after its closing quote; a quote within is doubled.");
            }

            Add(quoted ? Unquote(start + 1, end - 1) : (start, WithoutReturn(start, stop)));
            if (stop == _to || _buffer[stop] == LineEnd)
            {
                _lines++;
                return Math.Min(stop + 1, _to);
            }

            at = stop + 1;
        }
    }

    // Just after the closing quote.
    private int EndOfQuotes(int at)
    {
        while (true)
        {
            var found = _buffer.AsSpan(at, _to - at).IndexOf(Quote);
            if (found < 0)
            {
                return !_ended ? -1 : throw new InvalidInputException(
                    $"--data: a quote in the row of line {Line} is never closed, so all that follows is one cell.");
            }

            _lines += _buffer.AsSpan(at, found).Count(LineEnd);
            at += found + 1;
            if (at == _to && !_ended)
            {
                return -1;
            }

            if (at == _to || _buffer[at] != Quote)
            {
                return at;
            }

            at++;
        }
    }

    // Where quotes are doubled the cell is written anew, so that splitting the row once more finds it as it was.
    private (int From, int To) Unquote(int from, int to)
    {
        to = Math.Max(from, to);
        var cell = _buffer.AsSpan(from, to - from);
        if (cell.IndexOf(Quote) < 0)
        {
            return (from, to);
        }

        var text = Encoding.UTF8.GetString(cell).Replace("\"\"", "\"", StringComparison.Ordinal);
        return Append(Encoding.UTF8.GetBytes(text));
    }

    private (int From, int To) Append(byte[] bytes)
    {
        if (_to + _spare + bytes.Length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _to + _spare + bytes.Length));
        }

        bytes.CopyTo(_buffer, _to + _spare);
        _spare += bytes.Length;
        return (_to + _spare - bytes.Length, _to + _spare);
    }

    private int WithoutReturn(int start, int stop) =>
        stop > start && _buffer[stop - 1] == (byte)'\r' && (stop == _to || _buffer[stop] == LineEnd) ? stop - 1 : stop;

    private void Add((int From, int To) cell)
    {
        if (Count == _cells.Length)
        {
            Array.Resize(ref _cells, 2 * Count);
        }

        _cells[Count++] = cell;
    }

    private void Fill()
    {
        _spare = 0;
        // What has been written behind the end is of a row that will be split anew.
        _buffer.AsSpan(_from.._to).CopyTo(_buffer);
        (_from, _to) = (0, _to - _from);
        if (_to == _buffer.Length)
        {
            if (_to >= LongestRow)
            {
                throw new InvalidInputException(
                    $"--data: the row of line {Line} is longer than {LongestRow >> 20} MiB; is a quote not closed?");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = _stream.Read(_buffer, _to, _buffer.Length - _to);
        _to += read;
        _ended = read == 0;
    }
}
