package io.ubernetes.apimachinery.protobuf;

import io.ubernetes.apimachinery.protobuf.Message.Count;
import io.ubernetes.apimachinery.protobuf.Message.Field;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The messages of Kubernetes' own kinds, from the resource `kubernetes.messages` that the build
/// made. Nothing is read before the first protobuf body comes in. Thread-safe.
final class Messages {

  private Messages() {}

  /// @param definition the name in the OpenAPI documents, such as `io.k8s.api.core.v1.Pod`
  static @Nullable Message find(String definition) {
    return Kubernetes.BY_DEFINITION.get(definition);
  }

  /// @throws IllegalArgumentException when there is no such message
  static Message byName(String definition) {
    Message message = find(definition);
    if (message == null) {
      throw new IllegalArgumentException("no message is called " + definition);
    }
    return message;
  }

  private static Map<String, Message> read(String text) {
    Map<String, Message> messages = new HashMap<>();
    String definition = "";
    Map<Integer, Field> fields = new HashMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ");
      if (words.length == 1) {
        messages.put(definition, new Message(definition, fields));
        definition = line;
        fields = new HashMap<>();
      } else {
        Field field = field(words);
        fields.put(field.number(), field);
      }
    }
    messages.put(definition, new Message(definition, fields));
    return Map.copyOf(messages);
  }

  private static Field field(String[] words) {
    String type = words[2];
    Count count =
        type.startsWith("[]") ? Count.LIST : type.startsWith("{}") ? Count.MAP : Count.ONE;
    return new Field(
        Integer.parseInt(words[0]), words[1], count, count == Count.ONE ? type : type.substring(2));
  }

  private static String resource() {
    try (InputStream stream = Messages.class.getResourceAsStream("kubernetes.messages")) {
      if (stream == null) {
        throw new IllegalStateException("kubernetes.messages is missing in the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Read on first use.
  private static final class Kubernetes {
    static final Map<String, Message> BY_DEFINITION = read(resource());
  }
}
