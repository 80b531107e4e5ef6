using System.Buffers;
using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>The reading half of <see cref="ProfileCodec"/>.</summary>
internal ref partial struct ProfileDecoder
{
    private readonly Profile _profile;
    private ByteReader _reader;
    private Span<string> _texts;

    // By text: the category last read with it.
    private Span<int> _usual;

    // By text: whether it was touched in the way that is being read.
    private Span<byte> _touched;

    // By recent event: the text that it is about.
    private Span<int> _subjects;
    private long _lastSeen;

    private ProfileDecoder(ReadOnlySpan<byte> bytes, Profile into)
    {
        _profile = into;
        _reader = new ByteReader(bytes);
    }

    /// <summary>Fills an empty profile.</summary>
    public static void Read(ReadOnlySpan<byte> bytes, Profile into)
    {
        var decoder = new ProfileDecoder(bytes, into);
        decoder.Read();
    }

    private void Read()
    {
        var version = _reader.Byte();
        if (version != ProfileCodec.FoldVersion)
        {
            throw ByteReader.Foreign($"version {version} where {ProfileCodec.FoldVersion} was expected");
        }

        _profile.Advance(_reader.Number(long.MaxValue));
        _lastSeen = _reader.Number(Instants.MaxMilliseconds + 1) - 1;
        if (_lastSeen != Lifetime.Never)
        {
            var texts = ArrayPool<string>.Shared.Rent(TextTable.Most);
            var numbers = ArrayPool<int>.Shared.Rent(TextTable.Most + 1 + Limits.RecentEvents);
            var marks = ArrayPool<byte>.Shared.Rent(TextTable.Most);
            _texts = texts;
            _usual = numbers.AsSpan(0, TextTable.Most + 1);
            _subjects = numbers.AsSpan(TextTable.Most + 1, Limits.RecentEvents);
            _touched = marks;
            ReadParts();
            ArrayPool<string>.Shared.Return(texts);
            ArrayPool<int>.Shared.Return(numbers);
            ArrayPool<byte>.Shared.Return(marks);
        }

        if (!_reader.IsAtEnd)
        {
            throw ByteReader.Foreign("there are more than its own");
        }
    }

    private void ReadParts()
    {
        _texts = _texts[.._reader.Count(TextTable.Most)];
        for (var i = 0; i < _texts.Length; i++)
        {
            _texts[i] = _reader.Text(Limits.TextBytes);
        }

        _usual = _usual[..(_texts.Length + 1)];
        _usual.Fill(-1);
        _touched = _touched[.._texts.Length];
        ReadLifetime(_profile.Lifetime);
        ReadDays(_profile.OrderDays, Limits.OrderDays, signed: true);
        ReadDays(_profile.BrowsingDays, Limits.BrowsingDays, signed: false);
        ReadSessions();
        ReadRecent();
        ReadBrowsed();
        ExposureCodec.Read(ref _reader, _profile.Exposures, _lastSeen);
        ReadTouches(_profile.Viewed, EventKind.ProductViewed);
        ReadTouches(_profile.Carted, EventKind.ProductAdded);
        ReadTouches(_profile.Bought, EventKind.OrderCompleted);
        ReadSketch(_profile.ProductsViewed, _profile.Viewed);
        ReadSketch(_profile.ProductsBought, _profile.Bought);
        ReadCart();
        ReadCategories();
        ReadNames();
        ReadTraits();
        ReadPermissions();
    }

    private void ReadLifetime(Lifetime lifetime)
    {
        lifetime.LastSeen = _lastSeen;
        lifetime.FirstSeen = Since();
        lifetime.LastActive = Since();
        lifetime.FirstOrder = Since();
        lifetime.LastOrder = Since();
        lifetime.LastRefund = Since();
        Span<long> sums = stackalloc long[5];
        sums.Clear();
        _reader.Sparse(sums, signed: true);
        lifetime.Revenue = sums[0];
        lifetime.Discount = sums[1];
        lifetime.RefundValue = sums[2];
        lifetime.Items = sums[3];
        lifetime.LargestOrder = sums[4];
        _reader.Sparse(lifetime.Kinds, signed: false);
        _reader.Sparse(lifetime.Hours, signed: false);
        _reader.Sparse(lifetime.Weekdays, signed: false);
        _reader.Sparse(lifetime.Devices, signed: false);
    }

    private long Since()
    {
        var since = _reader.Number(_lastSeen + 1);
        return since == 0 ? Lifetime.Never : _lastSeen - since + 1;
    }

    private void ReadDays(DayTable days, int most, bool signed)
    {
        var count = _reader.Count(most);
        days.Reserve(count);
        var day = Instants.DayOf(_lastSeen);
        for (var i = 0; i < count; i++)
        {
            var step = (int)_reader.Number(Instants.MaxDay);
            day = i == 0 ? day - step : day + step;
            if (day < 0 || day > Instants.DayOf(_lastSeen) || (i > 0 && step == 0))
            {
                throw ByteReader.Foreign("a day is out of order");
            }

            _reader.Sparse(days.Row(day), signed);
        }
    }

    private void ReadSessions()
    {
        var count = _reader.Count(Limits.MaxSessions);
        _profile.Sessions.Reserve(count);
        var end = _lastSeen / 1000;
        for (var i = 0; i < count; i++)
        {
            var step = _reader.Number(_lastSeen / 1000);
            var start = i == 0 ? end - step : end + step;
            end = start + _reader.Number(Instants.MillisecondsPerDay / 1000);
            var span = new SessionTable.Span(start, end);
            if (start < 0 || end > _lastSeen / 1000 || span.EndDay != span.Day)
            {
                throw ByteReader.Foreign("a session is out of order");
            }

            _profile.Sessions.Add(span);
        }
    }

    // The first of a list is told by how long before the last event it was, the others by how long after the one
    // before.
    private long Step(long at, int index)
    {
        var step = _reader.Elapsed();
        return Moved(at, index == 0 ? -step : step);
    }

    private readonly long Moved(long at, long by)
    {
        at = unchecked(at + by);
        return at >= 0 && at <= _lastSeen ? at : throw ByteReader.Foreign("a time is out of order");
    }

    private long Ago() => Step(_lastSeen, 0);

    private (string Product, string? Category) Product()
    {
        var number = ProductNumber(out var follows);
        return (_texts[number], Category(number, follows));
    }

    private int ProductNumber(out bool categoryFollows)
    {
        var number = _reader.Number();
        categoryFollows = (number & 1) != 0;
        return number >> 1 < (ulong)_texts.Length
            ? (int)(number >> 1)
            : throw ByteReader.Foreign("an unknown product");
    }

    // The category follows, or it is the one last read with this subject.
    private string? Category(int subject, bool follows)
    {
        ref var usual = ref _usual[subject < 0 ? _texts.Length : subject];
        usual = follows ? Reference() : usual;
        return Text(usual);
    }

    private readonly string? Text(int number) => number < 0 ? null : _texts[number];

    private int Reference() => (int)_reader.Number(_texts.Length) - 1;

    private int Needed()
    {
        var number = Reference();
        return number >= 0 ? number : throw ByteReader.Foreign("a name is missing");
    }
}
