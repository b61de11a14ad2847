package io.ubernetes.apimachinery.cel;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import io.ubernetes.apimachinery.cel.CostEstimation.Entries;
import io.ubernetes.apimachinery.cel.CostEstimation.Node;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a call of a function can cost, and how large its result can be: the numbers of cel-go and
/// of Kubernetes' own functions. To change one is to refuse definitions that Kubernetes takes, or
/// the other way round.
final class CallEstimates {

  private static final double TRAVERSAL = 0.1;
  private static final double REGEX = 0.25;

  /// Two checks of rights are what an expression may make.
  private static final long AUTHORIZATION = 350_000;

  private static final long LIST_BASE = 10;
  private static final double REQUIREMENT = 10 + 40;
  private static final double REQUIREMENTS_PER_CHARACTER = 0.5;
  private static final double LONGEST_FORMAT_REGEX = 128;

  /// An address is 4 or 16 bytes long.
  private static final Estimate ADDRESS = new Estimate(4, 16);

  private static final Set<String> COMPARED_AT_ONCE =
      Set.of(
          "net.IP",
          "net.CIDR",
          "kubernetes.Quantity",
          "kubernetes.Semver",
          "kubernetes.authorization.Authorizer",
          "kubernetes.authorization.PathCheck",
          "kubernetes.authorization.GroupCheck",
          "kubernetes.authorization.ResourceCheck",
          "kubernetes.authorization.Decision");

  private CallEstimates() {}

  /// One form of a function, called.
  ///
  /// @param costs of the arguments
  record Call(
      String function,
      String overload,
      @Nullable Node target,
      List<Node> arguments,
      List<Estimate> costs) {

    Estimate argumentCosts() {
      return costs.stream().reduce(Estimate.NOTHING, Estimate::plus);
    }

    boolean takes(int number) {
      return arguments.size() == number;
    }

    Node first() {
      return arguments.getFirst();
    }
  }

  /// @param size of what it returns; null when nothing is known
  /// @param entries what that holds; null when nothing is known
  record Result(Estimate cost, @Nullable Estimate size, @Nullable Entries entries) {
    static Result of(Estimate cost) {
      return new Result(cost, null, null);
    }

    static Result of(Estimate cost, @Nullable Estimate size) {
      return new Result(cost, size, null);
    }
  }

  static Result of(Call call) {
    Result own = ofExtension(call);
    if (own == null) {
      own = ofKubernetes(call);
    }
    if (own != null) {
      return new Result(own.cost().plus(call.argumentCosts()), own.size(), own.entries());
    }
    return ofLanguage(call);
  }

  /// Functions of lists and sets that come with CEL.
  private static @Nullable Result ofExtension(Call call) {
    Node target = call.target();
    return switch (call.function()) {
      case "sets.contains", "sets.intersects", "sets.equivalent" -> {
        double factor = call.function().equals("sets.equivalent") ? 2 : 1;
        Estimate one = call.first().estimatedSize();
        Estimate other = call.arguments().getLast().estimatedSize();
        yield Result.of(one.times(other).times(factor).plus(Estimate.ONE));
      }
      case "slice" -> {
        if (target == null || !call.takes(2)) {
          yield null;
        }
        Long start = call.first().whole();
        Long end = call.arguments().getLast().whole();
        long most = end == null ? target.estimatedSize().max() : end;
        yield allocating(1, Estimate.exactly(Math.max(0, most - (start == null ? 0 : start))));
      }
      case "lists.range" -> {
        Long count = call.first().whole();
        yield allocating(1, Estimate.exactly(count == null ? Estimate.MUCH : count));
      }
      case "reverse" ->
          call.overload().startsWith("list") && target != null
              ? allocating(1, target.estimatedSize())
              : null;
      case "flatten" -> {
        Long depth = call.takes(0) ? Long.valueOf(1) : call.first().whole();
        yield target == null
            ? null
            : allocating((double) (depth == null ? Estimate.MUCH : depth), target.estimatedSize());
      }
      case "distinct" -> target == null ? null : squared(target, 2);
      case "sort" -> target == null ? null : squared(target, sortFactor(target));
      case "@sortByAssociatedKeys" ->
          call.takes(1) ? squared(call.first(), sortFactor(call.first())) : null;
      default -> null;
    };
  }

  private static double sortFactor(Node list) {
    return isText(elementKind(list)) ? 2 + TRAVERSAL : 2;
  }

  private static Result squared(Node list, double factor) {
    Estimate size = list.estimatedSize();
    return allocating(factor, size.times(size));
  }

  private static Result allocating(double factor, Estimate size) {
    Estimate cost = size.times(factor).plus(Estimate.ONE).plus(Estimate.exactly(LIST_BASE));
    return Result.of(cost, size);
  }

  /// Functions that Kubernetes adds.
  private static @Nullable Result ofKubernetes(Call call) {
    Node target = call.target();
    boolean one = !call.arguments().isEmpty();
    return switch (call.function()) {
      case "check" -> Result.of(Estimate.exactly(AUTHORIZATION));
      case "serviceAccount",
          "path",
          "group",
          "resource",
          "subresource",
          "namespace",
          "name",
          "allowed",
          "reason",
          "error",
          "errored",
          "masked",
          "prefixLength",
          "family",
          "isUnspecified",
          "isLoopback",
          "isLinkLocalMulticast",
          "isLinkLocalUnicast",
          "isGlobalUnicast",
          "format.named",
          "sign",
          "asInteger",
          "isInteger",
          "asApproximateFloat",
          "isGreaterThan",
          "isLessThan",
          "compareTo",
          "add",
          "sub",
          "major",
          "minor",
          "patch",
          "getScheme",
          "getHostname",
          "getHost",
          "getPort",
          "getEscapedPath",
          "getQuery" ->
          Result.of(Estimate.ONE);
      case "fieldSelector", "labelSelector" -> one ? selector(call.first()) : null;
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes" ->
          target == null ? null : traversal(call.function(), target);
      case "url", "jsonpatch.escapeKey" -> one ? passing(call.first()) : null;
      case "lowerAscii", "upperAscii", "substring", "trim" ->
          target == null ? null : passing(target);
      case "replace" -> target == null || call.arguments().size() < 2 ? null : replace(call);
      case "split" -> target == null ? null : split(call, target);
      case "join" -> target == null ? null : join(call, target);
      case "find", "findAll" -> target == null || !one ? null : find(call, target);
      case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
          one ? Result.of(call.first().estimatedSize().times(TRAVERSAL)) : null;
      case "ip" ->
          call.overload().equals("cidr_ip")
              ? Result.of(Estimate.ONE)
              : one ? Result.of(call.first().estimatedSize().times(TRAVERSAL)) : null;
      case "ip.isCanonical" ->
          one ? Result.of(call.first().estimatedSize().times(2 * TRAVERSAL)) : null;
      case "containsIP", "containsCIDR" -> one ? containing(call) : null;
      case "validate" ->
          one
              ? Result.of(
                  call.first().estimatedSize().times(TRAVERSAL).times(LONGEST_FORMAT_REGEX * REGEX))
              : null;
      case "_==_" -> call.takes(2) ? equality(call) : null;
      default -> null;
    };
  }

  private static Result selector(Node text) {
    Estimate length = text.estimatedSize();
    Estimate requirements = length.times(REQUIREMENTS_PER_CHARACTER).times(REQUIREMENT);
    return Result.of(Estimate.exactly(LIST_BASE).plus(length.times(TRAVERSAL)).plus(requirements));
  }

  /// One look at each item, and at each character of items that are texts.
  private static Result traversal(String function, Node target) {
    Estimate size = target.estimatedSize();
    Estimate items = target.itemSize();
    if (items == null) {
      return Result.of(function.equals("includes") ? size : size.times(TRAVERSAL));
    }
    Estimate each =
        isText(elementKind(target)) ? Estimate.ONE.plus(items.times(TRAVERSAL)) : Estimate.ONE;
    return Result.of(size.times(each));
  }

  private static CelKind elementKind(Node list) {
    List<CelType> parameters = list.type().parameters();
    return parameters.isEmpty() ? CelKind.DYN : parameters.getFirst().kind();
  }

  private static boolean isText(CelKind kind) {
    return kind == CelKind.STRING || kind == CelKind.BYTES;
  }

  /// The result is about as large as the text.
  private static Result passing(Node text) {
    Estimate size = text.estimatedSize();
    return Result.of(size.times(TRAVERSAL), size);
  }

  private static Result replace(Call call) {
    Estimate text = Objects.requireNonNull(call.target()).estimatedSize();
    Estimate sought = call.first().estimatedSize();
    Estimate by = call.arguments().get(1).estimatedSize();
    // The longest result: as many replacements as there can be, each as long as it can be.
    long most = 0;
    long kept = 0;
    if (sought.min() == 0) {
      most = text.max() == Estimate.MUCH ? text.max() : text.max() + 1;
      kept = text.max();
    } else if (by.max() <= sought.min()) {
      kept = text.max();
    } else {
      most = (long) Math.ceil((double) text.max() / sought.min());
    }
    // The shortest one.
    long least = 0;
    long keptLeast = 0;
    if (sought.max() == 0) {
      least = text.min() + 1;
      keptLeast = text.min();
    } else if (sought.max() <= by.min()) {
      keptLeast = text.min();
    } else {
      least = (long) Math.ceil((double) text.min() / sought.max());
    }
    Estimate size = new Estimate(least, most).times(by).plus(new Estimate(keptLeast, kept));
    return Result.of(text.times(2 * TRAVERSAL), size);
  }

  private static Result split(Call call, Node text) {
    Estimate size = text.estimatedSize();
    Long limit = call.arguments().size() > 1 ? call.arguments().get(1).whole() : null;
    long most = limit == null ? size.max() : limit < 0 ? Estimate.MUCH : limit;
    return Result.of(size.times(2 * TRAVERSAL), new Estimate(0, most));
  }

  private static Result join(Call call, Node list) {
    Estimate count = list.estimatedSize();
    Estimate items = list.itemSize();
    Estimate size = items == null ? Estimate.NOTHING : count.times(items);
    if (!call.arguments().isEmpty()) {
      Estimate between = new Estimate(Math.max(0, count.min() - 1), Math.max(0, count.max() - 1));
      size = size.plus(call.first().estimatedSize().times(between));
    }
    return Result.of(size.times(TRAVERSAL), size);
  }

  private static Result find(Call call, Node text) {
    Estimate size = text.estimatedSize();
    Estimate regex = call.first().estimatedSize().times(REGEX);
    return Result.of(
        size.plus(Estimate.ONE).times(TRAVERSAL).times(regex), new Estimate(0, size.max()));
  }

  private static Result containing(Call call) {
    Estimate cost = ADDRESS.plus(ADDRESS).times(TRAVERSAL);
    if (call.function().equals("containsCIDR")) {
      cost = cost.plus(ADDRESS.times(TRAVERSAL)).plus(Estimate.ONE);
    }
    return Result.of(
        call.overload().endsWith("_string")
            ? cost.plus(call.first().estimatedSize().times(TRAVERSAL))
            : cost);
  }

  private static @Nullable Result equality(Call call) {
    CelType type = call.first().type();
    Node other = call.arguments().getLast();
    if (!type.equals(other.type())) {
      return null;
    }
    if (COMPARED_AT_ONCE.contains(type.name())) {
      return Result.of(Estimate.ONE);
    }
    return switch (type.name()) {
      case "kubernetes.NamedFormat" -> Result.of(new Estimate(1, 64).times(TRAVERSAL));
      case "kubernetes.URL" -> {
        long length = other.size() == null ? 1 : other.size().max();
        yield Result.of(new Estimate(1, length).times(TRAVERSAL));
      }
      default -> null;
    };
  }

  /// What the language itself has.
  private static Result ofLanguage(Call call) {
    Node target = call.target();
    List<Node> arguments = call.arguments();
    Estimate costs = call.argumentCosts();
    Estimate plain = Estimate.ONE.plus(costs);
    return switch (call.overload()) {
      case "string_format" ->
          target == null
              ? Result.of(plain)
              : Result.of(target.sizeOrUnknown().times(TRAVERSAL).plus(costs));
      case "string_to_bytes" -> {
        Estimate size = call.first().sizeOrUnknown();
        yield Result.of(
            size.times(TRAVERSAL).plus(costs),
            new Estimate(size.min(), Estimate.product(size.max(), 4)));
      }
      case "bytes_to_string" -> {
        Estimate size = call.first().sizeOrUnknown();
        yield Result.of(
            size.times(TRAVERSAL).plus(costs), new Estimate(size.min() / 4, size.max()));
      }
      case "strings_quote" -> {
        Estimate size = call.first().sizeOrUnknown();
        Estimate quotes = Estimate.exactly(2);
        yield Result.of(
            size.times(TRAVERSAL).plus(costs),
            new Estimate(size.min(), Estimate.product(size.max(), 2)).plus(quotes));
      }
      case "starts_with_string", "ends_with_string" ->
          Result.of(call.first().sizeOrUnknown().times(TRAVERSAL).plus(costs));
      case "in_list" -> Result.of(arguments.getLast().sizeOrUnknown().plus(costs));
      case "matches_string" ->
          target == null || !call.takes(1)
              ? Result.of(plain)
              : Result.of(
                  target
                      .sizeOrUnknown()
                      .plus(Estimate.ONE)
                      .times(TRAVERSAL)
                      .times(call.first().sizeOrUnknown().times(REGEX))
                      .plus(costs));
      case "contains_string" ->
          target == null || !call.takes(1)
              ? Result.of(plain)
              : Result.of(
                  target
                      .sizeOrUnknown()
                      .times(TRAVERSAL)
                      .times(call.first().sizeOrUnknown().times(TRAVERSAL))
                      .plus(costs));
      case "logical_or", "logical_and" -> {
        Estimate left = call.costs().getFirst();
        yield Result.of(new Estimate(left.min(), left.plus(call.costs().getLast()).max()));
      }
      case "conditional" -> conditional(call);
      case "add_string", "add_bytes", "add_list" -> addition(call);
      case "less_string",
          "greater_string",
          "less_equals_string",
          "greater_equals_string",
          "less_bytes",
          "greater_bytes",
          "less_equals_bytes",
          "greater_equals_bytes",
          "equals",
          "not_equals" -> {
        long most =
            Math.min(call.first().sizeOrUnknown().max(), arguments.getLast().sizeOrUnknown().max());
        yield Result.of(new Estimate(most > 0 ? 1 : 0, most).times(TRAVERSAL).plus(costs));
      }
      default -> Result.of(plain);
    };
  }

  private static Result conditional(Call call) {
    Node yes = call.arguments().get(1);
    Node no = call.arguments().get(2);
    return new Result(
        call.costs().getFirst().plus(call.costs().get(1).or(call.costs().get(2))),
        yes.sizeOrUnknown().or(no.sizeOrUnknown()),
        Entries.or(yes.entries(), no.entries()));
  }

  private static Result addition(Call call) {
    Node left = call.first();
    Node right = call.arguments().getLast();
    Estimate size = left.sizeOrUnknown().plus(right.sizeOrUnknown());
    Estimate cost = call.overload().equals("add_list") ? Estimate.ONE : size.times(TRAVERSAL);
    return new Result(
        cost.plus(call.argumentCosts()), size, Entries.or(left.entries(), right.entries()));
  }
}
