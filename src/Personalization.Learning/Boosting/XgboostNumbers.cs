using System.Buffers;

namespace Personalization.Learning.Boosting;

/// <summary>Numbers of XGBoost's format that JSON does not have.</summary>
internal static class XgboostNumbers
{
    /// <summary>The same text with 1e99, which no 32-bit float holds, for each NaN outside of strings.</summary>
    public static ReadOnlySpan<byte> WithoutNaN(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0)
        {
            return json;
        }

        var copy = new ArrayBufferWriter<byte>(json.Length + 1024);
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (!inString && json[i..].StartsWith("NaN"u8))
            {
                copy.Write("1e99"u8);
                i += 2;
                continue;
            }

            inString ^= json[i] == (byte)'"';
            var length = inString && json[i] == (byte)'\\' && i + 1 < json.Length ? 2 : 1;
            copy.Write(json.Slice(i, length));
            i += length - 1;
        }

        return copy.WrittenSpan;
    }
}
