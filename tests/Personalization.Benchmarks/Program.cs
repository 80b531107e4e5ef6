using Personalization.Benchmarks;

return args switch
{
    ["train", .. var options] => Comparison.Run(Workload.Parse(options), "train"),
    ["predict", .. var options] => Comparison.Run(Workload.Parse(options), "predict"),
    ["quality", .. var options] => SeedComparison.Run(Workload.Parse(options)),
    ["ours", var what, var folder] => OurSide.Run(what, folder),
    _ => Comparison.Usage(),
};
