// No validator badge: it would ask a server of somebody else's.
SwaggerUIBundle({ url: '/api/openapi.yaml', dom_id: '#page', validatorUrl: null, deepLinking: true, docExpansion: 'none' });
