namespace Personalization.Service.Commands.Demo;

/// <summary>One article of the simulated shop.</summary>
internal sealed record Article(string Id, string Name, string Category, string Brand, decimal Price);

/// <summary>What the simulated outdoor shop sells: the same 160 articles for the same seed.</summary>
internal static class Assortment
{
    internal static readonly string[] Categories =
        ["shoes", "jackets", "backpacks", "tents", "sleeping-bags", "cooking", "climbing", "accessories"];

    private static readonly string[][] Nouns =
    [
        ["Trail Runner", "Hiking Boot", "Approach Shoe", "Sandal"],
        ["Rain Jacket", "Down Jacket", "Softshell", "Fleece"],
        ["Daypack", "Trekking Pack", "Duffel", "Hip Bag"], ["Tunnel Tent", "Dome Tent", "Tarp", "Bivy"],
        ["Summer Bag", "Winter Bag", "Quilt", "Liner"], ["Gas Stove", "Pot Set", "Mug", "Water Filter"],
        ["Harness", "Rope", "Carabiner Set", "Helmet"], ["Head Lamp", "Merino Socks", "Gloves", "Bottle"],
    ];

    private static readonly string[] Brands = ["Nordhang", "Kaprun", "Alvfoss", "Tarnica", "Pikotop"];
    private static readonly decimal[] BasePrices = [110, 160, 85, 290, 150, 45, 70, 22];

    internal static IReadOnlyList<Article> Create(Random random)
    {
        var articles = new List<Article>();
        for (var category = 0; category < Categories.Length; category++)
        {
            foreach (var noun in Nouns[category])
            {
                foreach (var brand in Brands)
                {
                    var price = BasePrices[category] * (decimal)(0.6 + (0.9 * random.NextDouble()));
                    articles.Add(new Article(
                        $"p-{articles.Count + 1:000}", $"{brand} {noun}", Categories[category], brand,
                        decimal.Round(price) - 0.05m));
                }
            }
        }

        return articles;
    }
}
