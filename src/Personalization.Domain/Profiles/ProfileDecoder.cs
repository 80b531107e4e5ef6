using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>The reading half of <see cref="ProfileCodec"/>.</summary>
internal ref struct ProfileDecoder
{
    private readonly Profile _profile;
    private ByteReader _reader;
    private string[] _texts;
    private long _lastSeen;

    private ProfileDecoder(CustomerKey customer, ReadOnlySpan<byte> bytes)
    {
        _profile = new Profile(customer);
        _reader = new ByteReader(bytes);
        _texts = [];
    }

    public static Profile Read(CustomerKey customer, ReadOnlySpan<byte> bytes)
    {
        var decoder = new ProfileDecoder(customer, bytes);
        decoder.Read();
        return decoder._profile;
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
            ReadParts();
        }

        if (!_reader.IsAtEnd)
        {
            throw ByteReader.Foreign("there are more than its own");
        }
    }

    private void ReadParts()
    {
        _texts = new string[_reader.Count(TextTable.Most)];
        for (var i = 0; i < _texts.Length; i++)
        {
            _texts[i] = _reader.Text(Limits.TextBytes);
        }

        ReadLifetime(_profile.Lifetime);
        ReadDays(_profile.OrderDays, Limits.OrderDays, signed: true);
        ReadDays(_profile.BrowsingDays, Limits.BrowsingDays, signed: false);
        ReadSessions();
        ReadRecent();
        ReadTouches(_profile.Viewed);
        ReadTouches(_profile.Carted);
        ReadTouches(_profile.Bought);
        ReadSketch(_profile.ProductsViewed);
        ReadSketch(_profile.ProductsBought);
        ReadCart();
        ReadCategories();
        ReadNames();
        ReadTraits();
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

    private void ReadRecent()
    {
        var count = _reader.Count(Limits.RecentEvents);
        var at = _lastSeen;
        for (var i = 0; i < count; i++)
        {
            var head = _reader.Byte();
            var kind = head & 0x3f;
            if (kind >= EventVocabulary.KindCount)
            {
                throw ByteReader.Foreign("an unknown kind of event");
            }

            at = Step(at, i);
            var subject = (head & 0x40) == 0 ? null : Present();
            var category = (head & 0x80) == 0 ? null : Present();
            _profile.Recent.Add(new RecentEvent((EventKind)kind, at, subject, category));
        }
    }

    private void ReadTouches(TouchList touches)
    {
        var count = _reader.Count(Limits.RecentProducts);
        var at = _lastSeen;
        for (var i = 0; i < count; i++)
        {
            at = Step(at, i);
            touches.Add(new TouchList.Touch(Needed(), at, Reference()));
        }
    }

    private void ReadSketch(DistinctSketch sketch)
    {
        var count = _reader.Count(Limits.SketchSize);
        for (var i = 0; i < count; i++)
        {
            sketch.Add(_reader.Fixed32());
        }
    }

    private void ReadCart()
    {
        var count = _reader.Count(Limits.CartOperations);
        var at = _lastSeen;
        for (var i = 0; i < count; i++)
        {
            at = Step(at, i);
            var quantity = (int)Math.Clamp(_reader.Signed(), int.MinValue, int.MaxValue);
            var price = _reader.Signed();
            _profile.CartOperations.Add(
                new CartJournal.Operation(at, Needed(), quantity, price, Reference()), _profile.Lifetime.LastOrder);
        }
    }

    private void ReadCategories()
    {
        var count = _reader.Count(Limits.Categories);
        Span<long> sums = stackalloc long[3];
        for (var i = 0; i < count; i++)
        {
            var place = _profile.CategoryMap.PlaceOf(Needed());
            sums.Clear();
            _reader.Sparse(sums, signed: false);
            var interest = new DecayedCount(_reader.Real(), Ago());
            _profile.CategoryMap.ValueAt(place) = new CategoryCounts
            {
                Views = sums[0],
                CartAdds = sums[1],
                Purchases = sums[2],
                Interest = interest,
            };
        }
    }

    private void ReadNames()
    {
        var count = _reader.Count(Limits.EventNames);
        for (var i = 0; i < count; i++)
        {
            var place = _profile.EventNames.PlaceOf(Needed());
            _profile.EventNames.ValueAt(place) = new NamedCount(_reader.Number(long.MaxValue), Ago());
        }
    }

    private void ReadTraits()
    {
        var count = _reader.Count(Limits.Traits);
        for (var i = 0; i < count; i++)
        {
            var place = _profile.TraitMap.PlaceOf(_reader.Text(Limits.TraitNameBytes));
            var at = Ago();
            var value = (TraitKind)_reader.Byte() switch
            {
                TraitKind.Null => TraitValue.Null,
                TraitKind.Flag => TraitValue.Of(_reader.Byte() != 0),
                TraitKind.Number => TraitValue.Of(_reader.Real()),
                TraitKind.Text => TraitValue.Of(_reader.Text(Limits.TraitTextBytes)),
                _ => throw ByteReader.Foreign("an unknown kind of trait"),
            };
            _profile.TraitMap.ValueAt(place) = new TraitEntry(value, at);
        }
    }

    // The first of a list is told by how long before the last event it was, the others by how long after the one before.
    private long Step(long at, int index)
    {
        var step = _reader.Elapsed();
        at = index == 0 ? at - step : at + step;
        return at >= 0 && at <= _lastSeen ? at : throw ByteReader.Foreign("a time is out of order");
    }

    private long Ago() => Step(_lastSeen, 0);

    private string Present()
    {
        var number = _reader.Number();
        return number < (ulong)_texts.Length ? _texts[number] : throw ByteReader.Foreign("an unknown name");
    }

    private string? Reference()
    {
        var number = _reader.Number(_texts.Length);
        return number == 0 ? null : _texts[number - 1];
    }

    private string Needed() => Reference() ?? throw ByteReader.Foreign("a name is missing");
}
