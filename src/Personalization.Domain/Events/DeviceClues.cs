using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>What an event's context says about the device: its type first, else the system, else the browser's name.</summary>
internal struct DeviceClues
{
    private DeviceKind _type;
    private DeviceKind _system;
    private DeviceKind _browser;

    public readonly DeviceKind Kind =>
        _type != DeviceKind.Unknown ? _type : _system != DeviceKind.Unknown ? _system : _browser;

    /// <summary>Reads the member of the context that the reader stands on, and passes it.</summary>
    public void Take(ref Utf8JsonReader json)
    {
        var name = JsonValues.Name(json);
        if (name.SequenceEqual("device"u8))
        {
            _type = OfType(Inner(ref json, "type"u8));
        }
        else if (name.SequenceEqual("os"u8))
        {
            _system = OfSystem(Inner(ref json, "name"u8));
        }
        else if (name.SequenceEqual("userAgent"u8))
        {
            json.Read();
            _browser = json.TokenType == JsonTokenType.String ? OfBrowser(json.ValueSpan) : DeviceKind.Unknown;
            json.Skip();
        }
        else
        {
            json.Skip();
        }
    }

    private static ReadOnlySpan<byte> Inner(ref Utf8JsonReader json, ReadOnlySpan<byte> member)
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
        Contains(type, "tablet"u8) || Contains(type, "ipad"u8) ? DeviceKind.Tablet
        : Contains(type, "mobile"u8) || Contains(type, "phone"u8) || Contains(type, "ios"u8)
            || Contains(type, "android"u8) ? DeviceKind.Mobile
        : Contains(type, "desktop"u8) || Contains(type, "browser"u8) || Contains(type, "laptop"u8) ? DeviceKind.Desktop
        : DeviceKind.Unknown;

    private static DeviceKind OfSystem(ReadOnlySpan<byte> name) =>
        Contains(name, "ipados"u8) ? DeviceKind.Tablet
        : Contains(name, "ios"u8) || Contains(name, "iphone"u8) || Contains(name, "android"u8) ? DeviceKind.Mobile
        : Contains(name, "windows"u8) || Contains(name, "mac"u8) || Contains(name, "linux"u8)
            || Contains(name, "chrome"u8) ? DeviceKind.Desktop
        : DeviceKind.Unknown;

    // Browsers of telephones say "Mobi"; tablets say their own name, and Android without "Mobi" is one.
    private static DeviceKind OfBrowser(ReadOnlySpan<byte> agent) =>
        agent.IsEmpty ? DeviceKind.Unknown
        : Contains(agent, "ipad"u8) || Contains(agent, "tablet"u8) ? DeviceKind.Tablet
        : Contains(agent, "mobi"u8) || Contains(agent, "iphone"u8) ? DeviceKind.Mobile
        : Contains(agent, "android"u8) ? DeviceKind.Tablet
        : DeviceKind.Desktop;

    private static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerWord)
    {
        for (var start = 0; start + lowerWord.Length <= text.Length; start++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(text.Slice(start, lowerWord.Length), lowerWord))
            {
                return true;
            }
        }

        return false;
    }
}
