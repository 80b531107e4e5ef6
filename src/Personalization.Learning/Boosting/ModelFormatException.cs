namespace Personalization.Learning.Boosting;

/// <summary>A model file cannot be read; the message says what is wrong and where, or what this library does not
/// do.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>A file that is wrong in a way not said.</summary>
    public ModelFormatException()
        : this("The model file cannot be read.")
    {
    }

    /// <summary>A file that is wrong as the message says.</summary>
    public ModelFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A file that is wrong as the message says, found out by another exception.</summary>
    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
