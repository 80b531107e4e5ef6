using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>
/// What an event's context says about the device: its type first, else the system, else the browser's name.
/// </summary>
internal ref struct DeviceClues
{
    private ReadOnlySpan<byte> _type;
    private ReadOnlySpan<byte> _system;
    private ReadOnlySpan<byte> _browser;

    /// <summary>Reads the member of the context that the reader stands on, and passes it.</summary>
    public void Take(scoped ref Utf8JsonReader json)
    {
        var name = JsonValues.Name(json);
        if (name.SequenceEqual("device"u8))
        {
            _type = Inner(ref json, "type"u8);
        }
        else if (name.SequenceEqual("os"u8))
        {
            _system = Inner(ref json, "name"u8);
        }
        else if (name.SequenceEqual("userAgent"u8))
        {
            _browser = Inner(ref json, default);
        }
        else
        {
            json.Skip();
        }
    }

    public readonly DeviceKind Kind()
    {
        var told = OfType(_type);
        told = told == DeviceKind.Unknown ? OfSystem(_system) : told;
        return told == DeviceKind.Unknown ? OfBrowser(_browser) : told;
    }

    // A text, or a member of an object that is one.
    private static ReadOnlySpan<byte> Inner(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> member)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            var plain = json.TokenType == JsonTokenType.String ? json.ValueSpan : default;
            json.Skip();
            return plain;
        }

        ReadOnlySpan<byte> found = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = JsonValues.Name(json).SequenceEqual(member);
            json.Read();
            found = wanted && json.TokenType == JsonTokenType.String ? json.ValueSpan : found;
            json.Skip();
        }

        return found;
    }

    private static DeviceKind OfType(ReadOnlySpan<byte> type) =>
        type.IsEmpty ? DeviceKind.Unknown
        : Contains(type, "tablet"u8) || Contains(type, "ipad"u8) ? DeviceKind.Tablet
        : Contains(type, "mobile"u8) || Contains(type, "phone"u8) || Contains(type, "ios"u8)
            || Contains(type, "android"u8) ? DeviceKind.Mobile
        : Contains(type, "desktop"u8) || Contains(type, "browser"u8) || Contains(type, "laptop"u8) ? DeviceKind.Desktop
        : DeviceKind.Unknown;

    private static DeviceKind OfSystem(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? DeviceKind.Unknown
        : Contains(name, "ipados"u8) ? DeviceKind.Tablet
        : Contains(name, "ios"u8) || Contains(name, "iphone"u8) || Contains(name, "android"u8) ? DeviceKind.Mobile
        : Contains(name, "windows"u8) || Contains(name, "mac"u8) || Contains(name, "linux"u8)
            || Contains(name, "chrome"u8) ? DeviceKind.Desktop
        : DeviceKind.Unknown;

    // Browsers of telephones say "Mobi"; tablets say their own name, and Android without "Mobi" is one. The case is
    // theirs.
    private static DeviceKind OfBrowser(ReadOnlySpan<byte> agent) =>
        agent.IsEmpty ? DeviceKind.Unknown
        : agent.IndexOf("iPad"u8) >= 0 || agent.IndexOf("Tablet"u8) >= 0 ? DeviceKind.Tablet
        : agent.IndexOf("Mobi"u8) >= 0 || agent.IndexOf("iPhone"u8) >= 0 ? DeviceKind.Mobile
        : agent.IndexOf("Android"u8) >= 0 ? DeviceKind.Tablet
        : DeviceKind.Desktop;

    private static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerWord)
    {
        for (var start = 0; start + lowerWord.Length <= text.Length; start++)
        {
            if ((text[start] | 0x20) == lowerWord[0]
                && System.Text.Ascii.EqualsIgnoreCase(text.Slice(start, lowerWord.Length), lowerWord))
            {
                return true;
            }
        }

        return false;
    }
}
