using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Personalization.Storage.Events;

namespace Personalization.Storage.Configuration;

/// <summary>
/// The configuration tables on both databases. The schema is the numbered SQL files'; this only maps it.
/// </summary>
internal sealed class ServiceDbContext(DbContextOptions<ServiceDbContext> options) : DbContext(options)
{
    public DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<KeyRow> Keys => Set<KeyRow>();

    public DbSet<ModelRow> Models => Set<ModelRow>();

    public DbSet<ProductRow> Products => Set<ProductRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.IsSqlite())
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RevisionRow>(row =>
        {
            row.ToTable("configuration_revision").HasKey(r => r.Id);
            row.Property(r => r.Id).HasColumnName("id").ValueGeneratedNever();
            row.Property(r => r.Revision).HasColumnName("revision");
        });
        modelBuilder.Entity<DocumentRow>(row =>
        {
            row.ToTable("configuration_document").HasKey(r => new { r.Kind, r.Key });
            row.Property(r => r.Kind).HasColumnName("kind");
            row.Property(r => r.Key).HasColumnName("key");
            row.Property(r => r.Revision).HasColumnName("revision");
            row.Property(r => r.Body).HasColumnName("body");
            row.Property(r => r.UpdatedAt).HasColumnName("updated_at");
        });
        modelBuilder.Entity<AuditRow>(MapAudit);
        modelBuilder.Entity<KeyRow>(row =>
        {
            row.ToTable("api_key").HasKey(r => r.Name);
            row.Property(r => r.Name).HasColumnName("name");
            row.Property(r => r.Hash).HasColumnName("hash");
            row.Property(r => r.Scope).HasColumnName("scope");
            row.Property(r => r.CreatedAt).HasColumnName("created_at");
        });
        modelBuilder.Entity<ModelRow>(MapModel);
        modelBuilder.Entity<ProductRow>(MapProduct);
    }

    private static void MapAudit(EntityTypeBuilder<AuditRow> row)
    {
        row.ToTable("configuration_audit").HasKey(r => r.Id);
        row.Property(r => r.Id).HasColumnName("id").ValueGeneratedOnAdd();
        row.Property(r => r.At).HasColumnName("at");
        row.Property(r => r.Actor).HasColumnName("actor");
        row.Property(r => r.Action).HasColumnName("action");
        row.Property(r => r.Kind).HasColumnName("kind");
        row.Property(r => r.Key).HasColumnName("key");
        row.Property(r => r.Revision).HasColumnName("revision");
        row.Property(r => r.Before).HasColumnName("before");
        row.Property(r => r.After).HasColumnName("after");
    }

    private static void MapModel(EntityTypeBuilder<ModelRow> row)
    {
        row.ToTable("propensity_model").HasKey(r => new { r.Name, r.Version });
        row.Property(r => r.Name).HasColumnName("name");
        row.Property(r => r.Version).HasColumnName("version");
        row.Property(r => r.Active).HasColumnName("active");
        row.Property(r => r.Shadow).HasColumnName("shadow");
        row.Property(r => r.SavedAt).HasColumnName("saved_at");
        row.Property(r => r.SavedBy).HasColumnName("saved_by");
        row.Property(r => r.Replaces).HasColumnName("replaces");
        row.Property(r => r.PromotedAt).HasColumnName("promoted_at");
        row.Property(r => r.PromotedBy).HasColumnName("promoted_by");
        row.Property(r => r.PromotionReason).HasColumnName("promotion_reason");
        row.Property(r => r.Metadata).HasColumnName("metadata");
        row.Property(r => r.Trees).HasColumnName("trees");
    }

    private static void MapProduct(EntityTypeBuilder<ProductRow> row)
    {
        row.ToTable("product").HasKey(r => r.ProductId);
        row.Property(r => r.ProductId).HasColumnName("product_id");
        row.Property(r => r.Learnt).HasColumnName("learnt");
        row.Property(r => r.Active).HasColumnName("active");
        row.Property(r => r.Name).HasColumnName("name");
        row.Property(r => r.Category).HasColumnName("category");
        row.Property(r => r.Brand).HasColumnName("brand");
        row.Property(r => r.Price).HasColumnName("price");
        row.Property(r => r.Url).HasColumnName("url");
        row.Property(r => r.ImageUrl).HasColumnName("image_url");
    }

    private sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
        at => Instants.ToMicroseconds(at), microseconds => Instants.FromMicroseconds(microseconds));
}
