using System.Text.Json;
using Personalization.Service.Commands.Import;

namespace Personalization.Service.Commands.Demo;

/// <summary>Writes one simulated customer's messages in the order in which they happen.</summary>
internal sealed class Story(Shopper shopper, DateTimeOffset end, Random random)
{
    private static readonly string[] Cities = ["Innsbruck", "Bern", "Grenoble", "Bergen", "Leeds"];
    private static readonly string[] Tiers = ["none", "silver", "gold"];
    private DateTimeOffset _at;
    private bool _mobile;
    private bool _known;
    private int _visits;
    private int _number;

    internal List<ImportedMessage> Messages { get; } = [];

    internal Shopper Shopper => shopper;

    internal Random Random => random;

    internal void Begin(double daysBeforeEnd)
    {
        var day = end.AddDays(-daysBeforeEnd);
        var hour = shopper.Evening + (3 * (random.NextDouble() + random.NextDouble() - 1));
        var at = new DateTimeOffset(day.UtcDateTime.Date, TimeSpan.Zero).AddHours(Math.Clamp(hour, 0, 23));
        _at = at < end ? at : day;
        _mobile = random.NextDouble() < shopper.Mobile;
        // The first visit is anonymous; who comes back logs in, and who buys says who they are.
        if (++_visits == 2)
        {
            Identify();
        }
    }

    internal bool BeginMail(int daysBeforeEnd)
    {
        _at = new DateTimeOffset(end.AddDays(-daysBeforeEnd).UtcDateTime.Date, TimeSpan.Zero).AddHours(8);
        return _known && _at < end;
    }

    internal void Page(string path) => Write("page", null, json => json.WriteString("path", path));

    internal void Product(string name, Article article) => Write("track", name, json => Members(json, article));

    internal void CheckoutStarted() => Write("track", "Checkout Started", _ => { });

    internal void Promotion(bool clicked)
    {
        var creative = random.Next(2) == 0 ? "a" : "b";
        Write("track", "Promotion Viewed", Properties);
        if (clicked)
        {
            Write("track", "Promotion Clicked", Properties);
        }

        void Properties(Utf8JsonWriter json)
        {
            json.WriteString("promotion_id", "season-opening");
            json.WriteString("creative", creative);
            json.WriteString("position", "home-hero");
        }
    }

    internal void Order(string name, IReadOnlyList<Article> articles, bool coupon)
    {
        var subtotal = articles.Sum(article => article.Price);
        var discount = coupon ? decimal.Round(subtotal * 0.1m, 2) : 0;
        Write("track", name, json =>
        {
            json.WriteString("order_id", $"{shopper.Id}-{_number}");
            json.WriteNumber("total", subtotal - discount);
            json.WriteNumber("discount", discount);
            json.WriteString("currency", "EUR");
            json.WriteStartArray("products");
            foreach (var article in articles)
            {
                json.WriteStartObject();
                Members(json, article);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    internal void Email(string name) => Write("track", name, json => json.WriteString("campaign_id", "newsletter"));

    internal void Identify()
    {
        if (_known)
        {
            return;
        }

        _known = true;
        Write("identify", null, json =>
        {
            json.WriteString("city", Cities[random.Next(Cities.Length)]);
            json.WriteString("loyalty_tier", Tiers[random.Next(Tiers.Length)]);
            json.WriteString("birthday", $"{1950 + random.Next(55)}-{1 + random.Next(12):00}-{1 + random.Next(28):00}");
        });
    }

    private static void Members(Utf8JsonWriter json, Article article)
    {
        json.WriteString("product_id", article.Id);
        json.WriteString("name", article.Name);
        json.WriteString("category", article.Category);
        json.WriteString("brand", article.Brand);
        json.WriteNumber("price", article.Price);
        json.WriteNumber("quantity", 1);
        json.WriteString("url", $"/products/{article.Id}");
    }

    private void Write(string type, string? name, Action<Utf8JsonWriter> properties)
    {
        _at = _at.AddSeconds(5 + random.Next(90));
        _number++;
        if (_at >= end)
        {
            return;
        }

        Messages.Add(new ImportedMessage(1, SegmentMessage.Write(json =>
        {
            json.WriteString("type", type);
            if (name is not null)
            {
                json.WriteString("event", name);
            }

            json.WriteString("messageId", $"demo-{shopper.Id}-{_number}");
            if (_known)
            {
                json.WriteString("userId", shopper.Id);
            }

            json.WriteString("anonymousId", $"visitor-{shopper.Id}");
            json.WriteString("timestamp", _at);
            json.WriteStartObject(type == "identify" ? "traits" : "properties");
            properties(json);
            json.WriteEndObject();
            json.WriteStartObject("context");
            json.WriteStartObject("device");
            json.WriteString("type", _mobile ? "mobile" : "desktop");
            json.WriteEndObject();
            json.WriteEndObject();
        })));
    }
}
