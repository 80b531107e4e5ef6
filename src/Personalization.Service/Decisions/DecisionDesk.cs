using System.Runtime.CompilerServices;
using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;

namespace Personalization.Service.Decisions;

/// <summary>Answers decide calls: one cache read, then a pure decision. Never fails its caller.</summary>
internal sealed partial class DecisionDesk(
    CatalogueHolder catalogue, ProfileReader profiles, DecisionSink sink, DecisionIds ids, TimeProvider clock,
    DecisionTally tally)
{
    private static readonly CustomerSummary NothingKnown =
        new(false, [], new Dictionary<string, Score>(StringComparer.Ordinal));

    private readonly Func<string> _nextId = ids.Next;

    /// <summary>Decides for a request that has no fault.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<DecisionResult> DecideAsync(DecideRequest request, CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        if (request is { Preview: true, Profile: { } madeUp })
        {
            var now = request.Now ?? clock.GetUtcNow();
            return Decide(madeUp.ToProfile(request.CustomerId, now), madeUp, request, now);
        }

        var found = await profiles.FindAsync(request.CustomerId, request.AnonymousId, stop);
        var at = request.Now ?? clock.GetUtcNow();
        var result = found is { } profile
            ? Decide(profile, madeUp: null, request, at)
            : Fallback(request, "No profile could be read.");
        if (!request.Preview && DecisionTally.IsCounted(result))
        {
            result = await CountAsync(result, found!, request, at, stop);
        }

        // Without consent, or without knowing of it, nothing is kept of whom it was for either.
        var customer = found is not null && result.MayPersonalize ? found.Customer : CustomerKey.Nobody;
        if (request.Preview)
        {
            return result with { LoggedFor = customer };
        }

        sink.Record(customer, at, result.Decisions, clock.GetElapsedTime(started));
        var isKept = found is { IsEmpty: false } && result.MayPersonalize && sink.Score(found, at);
        if (found is not null && !isKept)
        {
            // Nothing of a result refers to the profile it was decided from.
            SpareProfile.GiveBack(found);
        }

        return result;
    }

    // Apart, so that only calls which have something to count pay for what is captured.
    private ValueTask<DecisionResult> CountAsync(
        DecisionResult result, Profile found, DecideRequest request, DateTimeOffset at, CancellationToken stop) =>
        tally.CountAsync(
            result, found.AssignmentId, exhausted => Decide(found, madeUp: null, request, at, exhausted), stop);

    private DecisionResult Decide(
        Profile profile,
        PreviewProfile? madeUp,
        DecideRequest request,
        DateTimeOffset now,
        IReadOnlySet<(int Position, string Counter)>? exhausted = null)
    {
        try
        {
            var query = new DecisionQuery
            {
                Profile = profile,
                Known = !profile.IsEmpty,
                Now = now,
                Context = new DecisionContext(
                    request.Context is { ValueKind: JsonValueKind.Object } context ? context : null),
                Explain = request.Explain,
                Features = madeUp?.Features,
                AssumesConsent = madeUp is not null,
                Exhausted = exhausted,
                LeavesOutCounted = request.AsksAhead,
            };
            return Decider.Decide(catalogue.Current, query, request.Placements!, _nextId);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            sink.Failed(e);
            return Fallback(request, "Deciding failed; the service's log says why.");
        }
    }

    private DecisionResult Fallback(DecideRequest request, string detail) => new(
        Decider.Fallback(catalogue.Current, request.Placements!, DecisionReason.Error, detail, _nextId), NothingKnown);
}
