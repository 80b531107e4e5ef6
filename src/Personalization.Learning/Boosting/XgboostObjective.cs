using System.Globalization;
using System.Text.Json;

namespace Personalization.Learning.Boosting;

/// <summary>Objectives as XGBoost's model format names them and their parameters.</summary>
internal static class XgboostObjective
{
    private const string Classes = "num_class";
    private const string Power = "tweedie_variance_power";

    public static string NameOf(Objective objective) => objective.Kind switch
    {
        ObjectiveKind.Binary => "binary:logistic",
        ObjectiveKind.SquaredError => "reg:squarederror",
        ObjectiveKind.Poisson => "count:poisson",
        ObjectiveKind.Tweedie => "reg:tweedie",
        _ => "multi:softprob",
    };

    public static void Write(Utf8JsonWriter json, Objective objective)
    {
        var (group, parameter, value) = objective.Kind switch
        {
            ObjectiveKind.Poisson => ("poisson_regression_param", "max_delta_step", "7E-1"),
            ObjectiveKind.Tweedie => ("tweedie_regression_param", Power, Text(objective.VariancePower)),
            ObjectiveKind.MultiClass => ("softmax_multiclass_param", Classes, Text(objective.Outputs)),
            _ => ("reg_loss_param", "scale_pos_weight", "1"),
        };
        json.WriteStartObject("objective");
        json.WriteString("name", NameOf(objective));
        json.WriteStartObject(group);
        json.WriteString(parameter, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The objective of a learner.</summary>
    /// <exception cref="ModelFormatException">Another than those of <see cref="ObjectiveKind"/>.</exception>
    public static Objective Read(JsonElement learner, JsonElement parameters)
    {
        var objective = XgboostJsonReader.Get(learner, "objective", JsonValueKind.Object);
        var name = XgboostJsonReader.Get(objective, "name", JsonValueKind.String).GetString();
        return name switch
        {
            "binary:logistic" => Objective.Binary,
            "reg:squarederror" => Objective.SquaredError,
            "count:poisson" => Objective.Poisson,
            "reg:tweedie" => ReadTweedie(objective),
            "multi:softprob" or "multi:softmax" =>
                Objective.MultiClass((int)XgboostJsonReader.ReadNumber(parameters, Classes, 2, 1024)),
            _ => throw new ModelFormatException(
                $"The model's objective is '{name}'; binary:logistic, reg:squarederror, count:poisson, reg:tweedie, "
                + "multi:softprob and multi:softmax are supported."),
        };
    }

    private static Objective ReadTweedie(JsonElement objective)
    {
        var group = XgboostJsonReader.Get(objective, "tweedie_regression_param", JsonValueKind.Object);
        var power = XgboostJsonReader.ReadNumber(group, Power, 1, 2);
        return power is > 1 and < 2
            ? Objective.Tweedie(power)
            : throw new ModelFormatException($"{Power} is {power}; it must be over 1 and under 2.");
    }

    private static string Text(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture);
}
