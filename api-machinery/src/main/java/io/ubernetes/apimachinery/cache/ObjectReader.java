package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns what the store holds of one type into [CachedObject]s. Thread-safe.
///
/// Of a kind without selectable fields of its own only the metadata is read, and only up to the end
/// of its labels: no tree is made.
final class ObjectReader {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectReader.class);
  private static final JsonFactory JSON = new JsonFactory();

  /// Distinct namespaces, label keys and label values that are remembered for one type.
  private static final int MAX_TEXTS = 16_384;

  /// Distinct sets of labels or fields that are remembered for one type; many objects share theirs.
  private static final int MAX_MAPS = 8_192;

  private static final int MAX_HEADS = 64;

  private final ResourceType type;
  private final String prefix;
  private final boolean hasFields;
  private final Interner<String> texts = new Interner<>(MAX_TEXTS);
  private final Interner<Map<String, String>> maps = new Interner<>(MAX_MAPS);
  private final Map<String, ObjectHead> heads = new HashMap<>(); // guarded by itself

  ObjectReader(ResourceType type) {
    this.type = type;
    this.prefix = type.storagePrefix();
    this.hasFields = !type.strategy().selectableFieldNames().isEmpty();
  }

  /// What stands under a key of the store, or null when that is no object of the API: one broken
  /// value, which only another program can have written, must not take its whole type away.
  @Nullable CachedObject read(String storeKey, byte[] stored, long revision) {
    NamespacedName key = key(storeKey);
    if (key == null) {
      LOG.error("The store's key {} is no key of {}", storeKey, type.groupResource());
      return null;
    }
    try {
      return read(key, restored(normal(stored)), revision);
    } catch (JacksonException | IllegalArgumentException broken) {
      LOG.error("What the store has under {} at {} is no object", storeKey, revision, broken);
      return null;
    }
  }

  /// The object's key from the store's, or null when it has not the right form.
  @Nullable NamespacedName key(String storeKey) {
    String rest = storeKey.substring(prefix.length());
    int slash = rest.indexOf('/');
    if (type.namespaced() ? slash <= 0 : slash >= 0) {
      return null;
    }
    return slash < 0
        ? NamespacedName.clusterScoped(rest)
        : new NamespacedName(texts.intern(rest.substring(0, slash)), rest.substring(slash + 1));
  }

  /// An object with nothing but a revision and annotations: what a bookmark carries.
  CachedObject bookmark(long revision, String annotations) {
    byte[] stored =
        ("{\"kind\":\""
                + type.storage().kind()
                + "\",\"apiVersion\":\""
                + type.storage().apiVersion()
                + "\",\"metadata\":{"
                + annotations
                + "}}")
            .getBytes(UTF_8);
    return read(NamespacedName.clusterScoped(""), stored, revision);
  }

  private CachedObject read(NamespacedName key, byte[] stored, long revision) {
    int content = ObjectCodec.metadataContent(stored);
    int start = content - CachedObject.CONTENT;
    return new CachedObject(
        key,
        revision,
        head(Arrays.copyOf(stored, start)),
        ObjectCodec.splice(stored, start, content, revision),
        maps.intern(labels(stored, content - 1)),
        hasFields ? fields(stored) : Map.of());
  }

  private static byte[] normal(byte[] stored) {
    try {
      ObjectCodec.metadataContent(stored);
      return stored;
    } catch (IllegalArgumentException _) {
      return ObjectCodec.encode(Json.parseObject(stored)); // another program's order of fields
    }
  }

  private byte[] restored(byte[] stored) {
    if (!type.strategy().restoresStored()) {
      return stored;
    }
    ObjectNode object = Json.parseObject(stored);
    ObjectNode restored = object.deepCopy();
    type.strategy().restoreStored(restored);
    return restored.equals(object) ? stored : ObjectCodec.encode(restored);
  }

  private ObjectHead head(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    synchronized (heads) {
      if (heads.size() >= MAX_HEADS) {
        heads.clear();
      }
      return heads.computeIfAbsent(text, _ -> new ObjectHead(bytes));
    }
  }

  private Map<String, String> fields(byte[] stored) {
    return maps.intern(Map.copyOf(type.strategy().selectableFields(Json.parseObject(stored))));
  }

  /// @param start where the opening brace of the metadata stands
  private Map<String, String> labels(byte[] stored, int start) {
    try (JsonParser json =
        JSON.createParser(ObjectReadContext.empty(), stored, start, stored.length - start)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = json.currentName().equals("labels");
        JsonToken value = json.nextToken();
        if (found && value == JsonToken.START_OBJECT) {
          return texts(json);
        }
        json.skipChildren();
      }
      return Map.of();
    }
  }

  private Map<String, String> texts(JsonParser json) {
    Map<String, String> map = new HashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        map.put(texts.intern(name), texts.intern(json.getString()));
      } else {
        json.skipChildren();
      }
    }
    return Map.copyOf(map);
  }
}
