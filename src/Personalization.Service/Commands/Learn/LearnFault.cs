using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Learn;

/// <summary>Says in one line what the learner refuses.</summary>
internal static class LearnFault
{
    internal static InvalidInputException Of(ArgumentException refusal)
    {
        // The name of a parameter means nothing to whoever typed a command.
        var at = refusal.Message.IndexOf(" (Parameter ", StringComparison.Ordinal);
        return new InvalidInputException(at < 0 ? refusal.Message : refusal.Message[..at], refusal);
    }
}
