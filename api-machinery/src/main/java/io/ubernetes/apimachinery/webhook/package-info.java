/// Webhooks: programs of users that the server asks over HTTPS, with connections that are kept and
/// calls that are bounded in number and time. Knows nothing of what is asked: reviews of admission
/// and of conversion are made by those who ask. Start at
/// [io.ubernetes.apimachinery.webhook.WebhookCaller].
@NullMarked
package io.ubernetes.apimachinery.webhook;

import org.jspecify.annotations.NullMarked;
