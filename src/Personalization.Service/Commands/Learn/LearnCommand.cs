using System.CommandLine;

namespace Personalization.Service.Commands.Learn;

/// <summary><c>personalization learn</c>: the learner on its own, on any CSV file.</summary>
internal static class LearnCommand
{
    internal static Command Create() => new("learn", "Train, use and validate boosted trees on any CSV file.")
    {
        LearnFit.Create(), LearnPredict.Create(), LearnCv.Create(),
    };
}
