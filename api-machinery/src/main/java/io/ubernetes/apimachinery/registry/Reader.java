package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Snapshot;
import io.ubernetes.apimachinery.cache.WatchCache;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.ListOptions.VersionMatch;
import io.ubernetes.model.NamespacedName;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lists and versioned reads of one kind, answered from its cache. Thread-safe; blocks until the
/// cache is as new as the client asked.
public final class Reader {

  /// What a client names that is content with whatever is in memory.
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,40}");

  private static final String ANY_VERSION = "0";

  /// Longer than a slow store needs to tell its revision; a client waits no longer than that for a
  /// cache that lags behind.
  private static final Duration FRESHNESS_TIMEOUT = Duration.ofSeconds(10);

  /// As in Kubernetes: a version from the future is waited for that long.
  private static final Duration FUTURE_TIMEOUT = Duration.ofSeconds(3);

  private final WatchCache cache;

  public Reader(WatchCache cache) {
    this.cache = cache;
  }

  /// @param items in the order of their names
  /// @param continueToken null when these are all that are left
  /// @param remaining how many are left after these; null when not known
  public record Page(
      long revision,
      List<CachedObject> items,
      @Nullable String continueToken,
      @Nullable Long remaining) {}

  /// @throws ApiException 400 for a version or token that cannot be, 410 for one too old, 504 for
  ///   one that lies in the future
  public Page list(ListOptions options) {
    ContinueToken token = null;
    if (!options.continueToken().isEmpty()) {
      if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(ANY_VERSION)) {
        throw ApiException.badRequest(
            "specifying resource version is not allowed when using continue");
      }
      token = ContinueToken.parse(options.continueToken());
    }
    Snapshot snapshot = token == null ? snapshot(options) : cache.exactly(token.revision());
    return page(snapshot, options, token == null ? null : token.last());
  }

  private Snapshot snapshot(ListOptions options) {
    String version = options.resourceVersion();
    if (version.isEmpty()) {
      return cache.fresh(FRESHNESS_TIMEOUT);
    }
    long revision = revision(version);
    if (revision == 0) {
      return cache.snapshot();
    }
    return options.match() == VersionMatch.EXACT || (options.match() == null && options.limit() > 0)
        ? cache.exactly(revision)
        : cache.atLeast(revision, FUTURE_TIMEOUT);
  }

  private static long revision(String version) {
    String fault = fault(version);
    if (!fault.isEmpty()) {
      throw ApiException.badRequest("invalid resource version: " + fault);
    }
    return inReach(version);
  }

  /// The version that a GET or a watch names.
  ///
  /// @throws ApiException 500, as Kubernetes answers to one that is no number
  public static long versionOf(String version) {
    String fault = fault(version);
    if (!fault.isEmpty()) {
      throw ApiException.of(500, "", fault);
    }
    return inReach(version);
  }

  /// The largest numbers that a version can have are more than any store will ever reach.
  private static long inReach(String version) {
    long revision = Long.parseUnsignedLong(version);
    return revision < 0 ? Long.MAX_VALUE : revision;
  }

  /// @return empty when it is a number
  private static String fault(String version) {
    String why = "";
    if (!DIGITS.matcher(version).matches()) {
      why = "invalid syntax";
    } else if (new BigInteger(version).bitLength() > Long.SIZE) {
      why = "value out of range";
    }
    return why.isEmpty()
        ? ""
        : "resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": %s"
            .formatted(version, version, why);
  }

  private static Page page(Snapshot snapshot, ListOptions options, @Nullable NamespacedName after) {
    String namespace = options.namespace().isEmpty() ? null : options.namespace();
    NamespacedName from =
        after == null ? null : new NamespacedName(after.namespace(), after.name() + '\0');
    boolean all = options.labels().isEmpty() && options.fields().isEmpty();
    long limit = isWhole(options) ? Long.MAX_VALUE : options.limit();
    List<CachedObject> items = new ArrayList<>();
    boolean more = false;
    for (CachedObject object : snapshot.objects(namespace, from)) {
      if (!all && !object.matches(options.labels(), options.fields())) {
        continue;
      }
      if (items.size() >= limit) {
        more = true;
        break;
      }
      items.add(object);
    }
    if (!more) {
      return new Page(snapshot.revision(), items, null, null);
    }
    String token = new ContinueToken(snapshot.revision(), items.getLast().key()).toString();
    // How many a selector leaves is not known without walking them all, so it is not told.
    Long remaining = all ? (long) snapshot.count(namespace, from) - items.size() : null;
    return new Page(snapshot.revision(), items, token, remaining);
  }

  /// Who takes any version gets all of it at once, whatever the limit, as from Kubernetes' cache.
  private static boolean isWhole(ListOptions options) {
    return options.limit() <= 0
        || (options.resourceVersion().equals(ANY_VERSION) && options.continueToken().isEmpty());
  }

  /// One object at least as new as `version`; null when there is none.
  public @Nullable CachedObject get(NamespacedName name, long version) {
    Snapshot snapshot = version == 0 ? cache.snapshot() : cache.atLeast(version, FUTURE_TIMEOUT);
    return snapshot.get(name);
  }
}
