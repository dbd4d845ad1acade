### Долгая замена: события и ответы renewctl

cli-event-request-written = Файл запроса записан и сверен.
