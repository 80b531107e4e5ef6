namespace Personalization.Domain.Propensity;

/// <summary>A trained model as it is stored and moved: the trees and everything needed to use and judge them.</summary>
/// <param name="Name">The target's name: <c>purchase</c>, <c>churn</c> …</param>
/// <param name="Version">1, 2, 3 … per name, given by the store; 0 before the model is saved.</param>
/// <param name="XgboostJson">The trees in XGBoost's public JSON model format, UTF-8.</param>
/// <param name="Metadata">What the trees were learnt from and how good they are.</param>
public sealed record ModelArtifact(string Name, int Version, byte[] XgboostJson, ModelMetadata Metadata);
