using Personalization.Service.Commands.Import;

namespace Personalization.Service.Commands.Demo;

/// <summary>
/// A year in a small outdoor shop, as Segment messages: visits with page, list and product views, carts, orders,
/// refunds and weekly e-mails. The same seed and end give the same messages, message ids included.
/// </summary>
/// <remarks>
/// With <paramref name="drift"/> the last month is unlike the year before: a season of bargain hunters. All come
/// three times as often, those too who had lost interest, look around and hardly ever buy. Models learnt before it
/// are wrong in it.
/// </remarks>
internal sealed class ShopSimulator(
    int seed, int customers, DateTimeOffset end, string prefix = "c-", bool drift = false)
{
    internal const int Days = 365;
    internal const int DriftDays = 30;

    private const double DriftVisits = 3;
    private const double DriftConversion = 0.15;

    private readonly IReadOnlyList<Article> _articles = Assortment.Create(new Random(seed));

    internal IReadOnlyList<Article> Articles => _articles;

    /// <summary>How many customers' messages have been given out so far.</summary>
    internal int Told { get; private set; }

    internal IEnumerable<ImportedMessage> Messages() =>
        Enumerable.Range(1, customers).SelectMany(MessagesOf);

    private List<ImportedMessage> MessagesOf(int number)
    {
        var random = new Random(HashCode(seed, number));
        var shopper = Shopper.Draw(prefix + number, Days, random);
        var story = new Story(shopper, end, random);
        for (var day = shopper.Joined; shopper.InterestedAt(day); day -= Wait(shopper, day, random))
        {
            Visit(story, day);
        }

        // In a drifting month those come back who had lost interest for good.
        for (var day = Math.Min(DriftDays, shopper.Left); drift && day > 0; day -= Wait(shopper, day, random))
        {
            Visit(story, day);
        }

        for (var week = (int)(shopper.Joined / 7); week >= 1; week--)
        {
            Mail(story, week * 7);
        }

        Told = number;
        return story.Messages;
    }

    // Not System.HashCode, which differs from run to run.
    private static int HashCode(int seed, int number) => unchecked((seed * 486_187_739) + (number * 16_777_619));

    private double Wait(Shopper shopper, double day, Random random) =>
        -Math.Log(1 - random.NextDouble()) * 7
        / Math.Max(shopper.VisitsPerWeek * (IsDrifting(day) ? DriftVisits : 1), 0.02);

    private bool IsDrifting(double day) => drift && day <= DriftDays;

    private void Visit(Story story, double day)
    {
        var random = story.Random;
        story.Begin(day);
        story.Page(random.NextDouble() < 0.5 ? "/" : "/" + Assortment.Categories[story.Shopper.Favourite]);
        if (random.NextDouble() < 0.6)
        {
            story.Promotion(clicked: random.NextDouble() < 0.08 + (0.2 * story.Shopper.Conversion));
        }

        var cart = new List<Article>();
        var views = 1 + random.Next(5);
        for (var i = 0; i < views; i++)
        {
            var article = Choose(story.Shopper, random);
            story.Product("Product Viewed", article);
            if (random.NextDouble() < 0.12 + (0.4 * story.Shopper.Conversion))
            {
                story.Product("Product Added", article);
                cart.Add(article);
            }
        }

        var conversion = story.Shopper.Conversion * (IsDrifting(day) ? DriftConversion : 1);
        if (cart.Count > 0 && random.NextDouble() < conversion)
        {
            Buy(story, cart);
        }
    }

    private static void Buy(Story story, List<Article> cart)
    {
        story.Identify();
        story.CheckoutStarted();
        story.Order("Order Completed", cart, coupon: story.Random.NextDouble() < story.Shopper.Discount);
        if (story.Random.NextDouble() < 0.05)
        {
            story.Order("Order Refunded", cart[..1], coupon: false);
        }
    }

    private static void Mail(Story story, int day)
    {
        if (!story.BeginMail(day))
        {
            return;
        }

        story.Email("Email Delivered");
        var interest = story.Shopper.MailInterest * (story.Shopper.InterestedAt(day) ? 1 : 0.25);
        if (story.Random.NextDouble() < interest)
        {
            story.Email("Email Opened");
            if (story.Random.NextDouble() < 0.25)
            {
                story.Email("Email Link Clicked");
            }
        }
    }

    private Article Choose(Shopper shopper, Random random)
    {
        var perCategory = _articles.Count / Assortment.Categories.Length;
        var category = random.NextDouble() < 0.7 ? shopper.Favourite : random.Next(Assortment.Categories.Length);
        // The square makes the first articles of a category its best sellers.
        return _articles[(category * perCategory) + (int)(random.NextDouble() * random.NextDouble() * perCategory)];
    }
}
