/** Where the service is; the host must be registered as a server domain and a web-view domain of this mini-program. */

module.exports = { HOST: 'https://card.example.gov.cn' };
