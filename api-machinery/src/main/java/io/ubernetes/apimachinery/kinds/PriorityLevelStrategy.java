package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of PriorityLevelConfigurations.
final class PriorityLevelStrategy implements Strategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath LIMITED = SPEC.child("limited");
  private static final FieldPath RESPONSE = LIMITED.child("limitResponse");
  private static final FieldPath QUEUING = RESPONSE.child("queuing");
  private static final List<String> TYPES = List.of("Exempt", "Limited");
  private static final List<String> RESPONSES = List.of("Queue", "Reject");
  private static final int USUAL_SHARES = 30;

  /// More than that a hash of 64 bits cannot choose from evenly.
  private static final int MAX_ENTROPY_BITS = 60;

  private static final int MAX_QUEUES = 10_000_000;

  @Override
  public void setDefaults(ObjectNode level) {
    ObjectNode spec = Trees.makeObject(level, "spec");
    Trees.defaultObject(level, "status");
    ObjectNode exempt = Trees.object(spec, "exempt");
    if (exempt != null) {
      Trees.defaultNumber(exempt, "nominalConcurrencyShares", 0);
      Trees.defaultNumber(exempt, "lendablePercent", 0);
    }
    ObjectNode limited = Trees.object(spec, "limited");
    if (limited != null) {
      Trees.defaultNumber(limited, "nominalConcurrencyShares", USUAL_SHARES);
      Trees.defaultNumber(limited, "lendablePercent", 0);
      ObjectNode queuing = Trees.object(limited, "limitResponse", "queuing");
      if (queuing != null) {
        Trees.defaultWhenZero(queuing, "queues", 64);
        Trees.defaultWhenZero(queuing, "handSize", 8);
        Trees.defaultWhenZero(queuing, "queueLengthLimit", 50);
      }
    }
  }

  @Override
  public List<FieldError> validate(ObjectNode level) {
    FieldErrors errors = new FieldErrors();
    String name = Json.text(level, "metadata", "name");
    ObjectNode spec = Trees.makeObject(level, "spec");
    String type = Json.text(spec, "type");
    if (!TYPES.contains(type)) {
      errors.notSupported(SPEC.child("type"), type, TYPES);
      return errors.list();
    }
    if (type.equals("Exempt") != name.equals("exempt")) {
      errors.invalid(
          SPEC.child("type"), type, "must be 'Exempt' if and only if `name` is 'exempt'");
    }
    if (type.equals("Exempt")) {
      exempt(spec, errors);
    } else {
      limited(spec, errors);
    }
    return errors.list();
  }

  private static void exempt(ObjectNode spec, FieldErrors errors) {
    if (Trees.object(spec, "limited") != null) {
      errors.forbidden(LIMITED, "must be nil if the type is not Limited");
    }
    ObjectNode exempt = Trees.object(spec, "exempt");
    if (exempt != null) {
      shares(exempt, SPEC.child("exempt"), errors);
      percent(exempt, SPEC.child("exempt"), errors);
    }
  }

  private static void limited(ObjectNode spec, FieldErrors errors) {
    if (Trees.object(spec, "exempt") != null) {
      errors.forbidden(SPEC.child("exempt"), "must be nil if the type is Limited");
    }
    ObjectNode limited = Trees.object(spec, "limited");
    if (limited == null) {
      errors.required(LIMITED, "must not be empty when type is Limited");
      return;
    }
    shares(limited, LIMITED, errors);
    response(Trees.object(limited, "limitResponse"), errors);
    percent(limited, LIMITED, errors);
    JsonNode borrowing = Json.at(limited, "borrowingLimitPercent");
    if (borrowing != null && borrowing.asLong() < 0) {
      errors.invalid(
          LIMITED.child("borrowingLimitPercent"),
          borrowing.asLong(),
          "if specified, must be a non-negative integer");
    }
  }

  private static void shares(ObjectNode limits, FieldPath path, FieldErrors errors) {
    long shares = Json.number(limits, 0, "nominalConcurrencyShares");
    if (shares < 0) {
      errors.invalid(
          path.child("nominalConcurrencyShares"), shares, "must be a non-negative integer");
    }
  }

  private static void percent(ObjectNode limits, FieldPath path, FieldErrors errors) {
    long percent = Json.number(limits, 0, "lendablePercent");
    if (percent < 0 || percent > 100) {
      errors.invalid(
          path.child("lendablePercent"), percent, "must be between 0 and 100, inclusive");
    }
  }

  private static void response(@Nullable ObjectNode response, FieldErrors errors) {
    String type = Json.text(response, "type");
    ObjectNode queuing = Trees.object(response, "queuing");
    switch (type) {
      case "Reject" -> {
        if (queuing != null) {
          errors.forbidden(QUEUING, "must be nil if limited.limitResponse.type is not Limited");
        }
      }
      case "Queue" -> {
        if (queuing == null) {
          errors.required(QUEUING, "must not be empty if limited.limitResponse.type is Limited");
        } else {
          queuing(queuing, errors);
        }
      }
      default -> errors.notSupported(RESPONSE.child("type"), type, RESPONSES);
    }
  }

  private static void queuing(ObjectNode queuing, FieldErrors errors) {
    long queues = Json.number(queuing, 0, "queues");
    long hand = Json.number(queuing, 0, "handSize");
    positive(queuing, "queueLengthLimit", errors);
    if (queues <= 0) {
      positive(queuing, "queues", errors);
    } else if (queues > MAX_QUEUES) {
      errors.invalid(QUEUING.child("queues"), queues, "must not be greater than " + MAX_QUEUES);
    }
    if (hand <= 0) {
      positive(queuing, "handSize", errors);
    } else if (queues > 0 && hand > queues) {
      errors.invalid(
          QUEUING.child("handSize"), hand, "should not be greater than queues (" + queues + ")");
    } else if (queues > 0 && entropyBits(queues, hand) > MAX_ENTROPY_BITS) {
      errors.invalid(
          QUEUING.child("handSize"),
          hand,
          "required entropy bits of deckSize %d and handSize %d should not be greater than %d"
              .formatted(queues, hand, MAX_ENTROPY_BITS));
    }
  }

  private static void positive(ObjectNode queuing, String field, FieldErrors errors) {
    long number = Json.number(queuing, 0, field);
    if (number <= 0) {
      errors.invalid(QUEUING.child(field), number, "must be positive");
    }
  }

  /// How many bits it takes to say which of all hands was dealt.
  private static double entropyBits(long queues, long hand) {
    double bits = 0;
    for (long left = queues; left > queues - hand; left--) {
      bits += Math.log((double) left) / Math.log(2);
    }
    return Math.ceil(bits);
  }

  /// Of the two levels that every server needs, only what is lent can change.
  @Override
  public List<FieldError> validateUpdate(ObjectNode level, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    boolean fixed = Json.text(level, "metadata", "name").equals("catch-all");
    if (fixed && !Trees.same(Json.at(level, "spec"), Json.at(old, "spec"))) {
      errors.invalid(
          SPEC, Json.at(level, "spec"), "spec of 'catch-all' must equal the fixed value");
    }
    return errors.list();
  }
}
