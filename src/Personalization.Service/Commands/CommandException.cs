namespace Personalization.Service.Commands;

/// <summary>The caller's input cannot be used: the command ends with exit code 2 and this one line.</summary>
internal sealed class CommandException(string message) : Exception(message);
