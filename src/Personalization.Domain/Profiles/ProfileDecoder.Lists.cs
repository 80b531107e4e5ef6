using System.Numerics;
using Personalization.Domain.Events;
using Personalization.Domain.Privacy;

namespace Personalization.Domain.Profiles;

/// <content>Recent events, products, the cart and the bounded maps.</content>
internal ref partial struct ProfileDecoder
{
    private const byte Told = 1;
    private const byte Untold = 2;
    private const int MostKeyBytes = 2 + (CustomerKey.MaxIdLength * 3);

    private void ReadRecent()
    {
        var count = _reader.Count(Limits.RecentEvents);
        _profile.Recent.Reserve(count);
        _subjects = _subjects[..count];
        var at = _lastSeen;
        for (var i = 0; i < count; i++)
        {
            var head = _reader.Byte();
            var kind = head & ~(ProfileEncoder.HasSubject | ProfileEncoder.HasCategory);
            if (kind >= EventVocabulary.KindCount)
            {
                throw ByteReader.Foreign("an unknown kind of event");
            }

            at = Step(at, i);
            var subject = (head & ProfileEncoder.HasSubject) == 0 ? -1 : Needed();
            var category = Category(subject, (head & ProfileEncoder.HasCategory) != 0);
            _subjects[i] = subject;
            _profile.Recent.Add(new RecentEvent((EventKind)kind, at, Text(subject), category));
        }
    }

    private void ReadBrowsed()
    {
        var at = Since();
        if (at != Lifetime.Never)
        {
            var key = _reader.Text(MostKeyBytes);
            _profile.Browsed = FirstBrowsing.Read(at, key.Length == 0 ? _profile.Customer : CustomerKey.Parse(key));
        }
    }

    // The recent events tell most of the touches. Those that they do not tell are usually older, so they come first;
    // only a product that is on both sides has to be looked for.
    private void ReadTouches(TouchList touches, EventKind kind)
    {
        var told = NewestOfProducts(kind);
        var count = _reader.Count(Limits.RecentProducts);
        touches.Reserve(BitOperations.PopCount(told) + count);
        var at = _lastSeen;
        for (var i = 0; i < count; i++)
        {
            at = Step(at, i);
            var number = ProductNumber(out var follows);
            AddTouch(touches, number, new TouchList.Touch(_texts[number], at, Category(number, follows)));
            _touched[number] = Untold;
        }

        for (; told != 0; told &= told - 1)
        {
            var i = BitOperations.TrailingZeroCount(told);
            ref readonly var recent = ref _profile.Recent[i];
            AddTouch(touches, _subjects[i], new TouchList.Touch(recent.Subject!, recent.Milliseconds, recent.Category));
        }
    }

    private readonly void AddTouch(TouchList touches, int number, in TouchList.Touch touch)
    {
        if (_touched[number] == Untold)
        {
            touches.Add(touch);
        }
        else
        {
            touches.AddNew(touch);
        }
    }

    // One bit an event: the last of each product.
    private readonly ulong NewestOfProducts(EventKind kind)
    {
        _touched.Clear();
        var newest = 0UL;
        for (var i = _profile.Recent.Count - 1; i >= 0; i--)
        {
            if (_profile.Recent[i].Kind == kind && _subjects[i] >= 0 && _touched[_subjects[i]] == 0)
            {
                _touched[_subjects[i]] = Told;
                newest |= 1UL << i;
            }
        }

        return newest;
    }

    private void ReadSketch(DistinctSketch sketch, TouchList touches)
    {
        Span<uint> hashes = stackalloc uint[Limits.RecentProducts + Limits.SketchSize];
        for (var i = 0; i < touches.Count; i++)
        {
            hashes[i] = DistinctSketch.HashOf(touches[i].Product);
        }

        var count = _reader.Count(Limits.SketchSize);
        for (var i = 0; i < count; i++)
        {
            hashes[touches.Count + i] = _reader.Fixed32();
        }

        sketch.Fill(hashes[..(touches.Count + count)]);
    }

    private void ReadCart()
    {
        var count = _reader.Count(Limits.CartOperations);
        _profile.CartOperations.Reserve(count);
        var at = _lastSeen;
        for (var i = 0; i < count; i++)
        {
            at = Step(at, i);
            var quantity = (int)Math.Clamp(_reader.Signed(), int.MinValue, int.MaxValue);
            var price = _reader.Signed();
            var (product, category) = Product();
            _profile.CartOperations.Add(
                new CartJournal.Operation(at, product, quantity, price, category), _profile.Lifetime.LastOrder);
        }
    }

    private void ReadCategories()
    {
        var count = _reader.Count(Limits.Categories);
        _profile.CategoryMap.Reserve(count);
        Span<long> sums = stackalloc long[3];
        Span<long> last = stackalloc long[3];
        for (var i = 0; i < count; i++)
        {
            var place = _profile.CategoryMap.PlaceOf(_texts[Needed()]);
            sums.Clear();
            _reader.Sparse(sums, signed: false);
            var interest = new DecayedCount(_reader.Real(), Ago());
            last.Clear();
            _reader.Sparse(last, signed: false);
            _profile.CategoryMap.ValueAt(place) = new CategoryCounts
            {
                Views = sums[0],
                CartAdds = sums[1],
                Purchases = sums[2],
                Interest = interest,
                LastViewed = LastOf(interest.AsOf, last[0]),
                LastCarted = LastOf(interest.AsOf, last[1]),
                LastBought = LastOf(interest.AsOf, last[2]),
            };
        }
    }

    private readonly long LastOf(long asOf, long before) => before == 0 ? 0 : Moved(asOf, 1 - before);

    private void ReadNames()
    {
        var count = _reader.Count(Limits.EventNames);
        _profile.EventNames.Reserve(count);
        for (var i = 0; i < count; i++)
        {
            var place = _profile.EventNames.PlaceOf(_texts[Needed()]);
            _profile.EventNames.ValueAt(place) = new NamedCount(_reader.Number(long.MaxValue), Ago());
        }
    }

    private void ReadTraits()
    {
        var count = _reader.Count(Limits.Traits);
        _profile.TraitMap.Reserve(count);
        var at = _lastSeen;
        for (var i = 0; i < count; i++)
        {
            var place = _profile.TraitMap.PlaceOf(_reader.Text(Limits.TraitNameBytes));
            at = Moved(at, -_reader.Signed());
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

    private void ReadPermissions()
    {
        var count = _reader.Count(Permissions.Most);
        for (var i = 0; i < count; i++)
        {
            var key = _reader.Text(PermissionKey.MostKeyBytes);
            var granted = _reader.Byte() != 0;
            if (!PermissionKey.IsKey(key))
            {
                throw ByteReader.Foreign("an unknown permission");
            }

            var place = _profile.Permissions.Words.PlaceOf(key);
            _profile.Permissions.Words.ValueAt(place) = new Permission(granted, Ago());
        }
    }
}
